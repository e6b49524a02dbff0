import type {EngineAt} from './docker.ts';

/** The command with which users can do on an engine what bottle could not. */
export function dockerCommand({engine, certs}: EngineAt, command: string): string {
  if (engine === 'unix:///var/run/docker.sock') return `docker ${command}`;
  const tls = ['ca', 'cert', 'key'].map(
    name => `--tls${name === 'ca' ? 'cacert' : name} ${certs ?? ''}/${name}.pem`,
  );
  return `docker -H ${engine}${certs === undefined ? '' : ` --tlsverify ${tls.join(' ')}`} ${command}`;
}
