import type {KindName, OutputName} from '../tasks/kind.ts';

/** What an output of a task is, in a few words. */
export function outputWords(kind: KindName, output: OutputName): string {
  if (output.startsWith('log.')) return 'a named group of its `log` probe';
  if (output.startsWith('ports.')) return portWords(output);
  if (output.startsWith('env.')) return 'a variable of the environment in the machine';
  const declared =
    kind === 'exec'
      ? 'a line `name=value` that the command prints'
      : 'written by the command to `$BOTTLE_OUTPUT`';
  return words[kind][output] ?? declared;
}

function portWords(output: OutputName): string {
  const [, port = '', part] = output.split('.');
  const what = {host: 'the address', port: 'the port on this machine'}[part ?? ''] ?? '`host:port`';
  return `${what} where port ${port} is published`;
}

const words: Readonly<Record<KindName, Readonly<Record<OutputName, string>>>> = {
  run: {stdout: 'what the command prints'},
  serve: {pid: 'the id of the process'},
  container: {
    id: 'the id of the container',
    name: 'the name of the container',
    ip: 'its address in the first of its networks',
  },
  network: {
    id: 'the id of the network',
    name: 'the name of the network',
    subnet: 'its addresses, as in `172.18.0.0/16`',
    gateway: 'the address of its gateway',
  },
  image: {id: 'the id of the image', ref: 'its id, to use it by'},
  machine: {name: 'the name of the machine'},
  exec: {stdout: 'what the command prints'},
  copy: {},
  wait: {},
  alias: {ip: 'the leased address'},
  certificate: {
    cert: 'the path of the certificate (PEM)',
    key: 'the path of its key (PEM)',
    fingerprint: 'the SHA-256 fingerprint of the certificate',
  },
};
