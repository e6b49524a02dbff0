import type {EngineAt} from './docker.ts';

/** A `docker` command for this engine, which users can run if bottle could not complete an operation. */
export function dockerCommand({engine, certs}: EngineAt, command: string): string {
  if (engine === 'unix:///var/run/docker.sock') return `docker ${command}`;
  const tls = ['ca', 'cert', 'key'].map(
    name => `--tls${name === 'ca' ? 'cacert' : name} ${certs ?? ''}/${name}.pem`,
  );
  return `docker -H ${engine}${certs === undefined ? '' : ` --tlsverify ${tls.join(' ')}`} ${command}`;
}
