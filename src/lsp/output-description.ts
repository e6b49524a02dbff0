import type {KindName} from '../tasks/kind.ts';
import type {OutputName} from '../tasks/task-context.ts';

/** A short description of an output. */
export function outputDescription(kind: KindName, output: OutputName): string {
  if (output.startsWith('log.')) return 'a named group of its `log` probe';
  if (output.startsWith('ports.')) return portDescription(output);
  if (output.startsWith('env.')) return 'an environment variable of the machine';
  const declared =
    kind === 'exec'
      ? 'a line `name=value` that the command prints'
      : 'a value that the command writes to `$BOTTLE_OUTPUT`';
  return descriptions[kind][output] ?? declared;
}

function portDescription(output: OutputName): string {
  const [, port = '', part] = output.split('.');
  const what = {host: 'the host address', port: 'the host port'}[part ?? ''] ?? '`host:port`';
  return `${what} of the published port ${port}`;
}

const descriptions: Readonly<Record<KindName, Readonly<Record<OutputName, string>>>> = {
  run: {stdout: 'the standard output of the command'},
  serve: {pid: 'the process id'},
  container: {
    id: 'the container id',
    name: 'the container name',
    ip: 'its address in its first network',
  },
  network: {
    id: 'the network id',
    name: 'the network name',
    subnet: 'its address range, such as `172.18.0.0/16`',
    gateway: 'its gateway address',
  },
  volume: {name: 'the volume name'},
  image: {id: 'the image id', ref: 'the image id, to use in other tasks'},
  machine: {name: 'the machine name'},
  exec: {stdout: 'the standard output of the command'},
  copy: {},
  wait: {},
  alias: {ip: 'the leased address'},
  certificate: {
    cert: 'the path of the certificate file (PEM)',
    key: 'the path of its key file (PEM)',
    fingerprint: 'the SHA-256 fingerprint of the certificate',
  },
};
