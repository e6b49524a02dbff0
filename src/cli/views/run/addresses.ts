import type {ProbeSnapshot, TaskSnapshot} from '../../../history/task-snapshot.ts';

/** An output of a task, ranked by usefulness for connecting: 0 for URLs, 1 for ports, 2 for hosts, 3 for the rest. */
interface RankedOutput {
  readonly text: string;
  readonly rank: 0 | 1 | 2 | 3;
}

/** Outputs as `name value`, addresses first: URLs, ports, hosts. */
export function addressesFirst(outputs: Readonly<Record<string, string>>): readonly RankedOutput[] {
  return Object.entries(outputs)
    .map(([name, value]) => ({text: `${name} ${value}`, rank: rankOf(name, value)}))
    .sort((one, other) => one.rank - other.rank);
}

/** Whether an output is an address to connect to. */
export function isAddress({rank}: RankedOutput): boolean {
  return rank < 3;
}

/** The targets of passed probes in the form of outputs: `url` for `http`, and `port` or `address` for `port`. */
export function probedOutputs(probes: readonly ProbeSnapshot[]): Readonly<Record<string, string>> {
  const found: {url?: string; port?: string; address?: string} = {};
  for (const {url, hasPassed} of probes) {
    if (!hasPassed || url === undefined) continue;
    const {protocol, hostname, port, host} = new URL(url);
    if (protocol !== 'tcp:') found.url ??= url;
    else if (LOCAL.includes(hostname)) found.port ??= port;
    else found.address ??= host;
  }
  return found;
}

const LOCAL = ['localhost', '127.0.0.1', '[::1]'];

/** Where a task can be reached: `port 5432`, `url http://127.0.0.1:3000/`. */
export function addressesOf({probes, outputs}: TaskSnapshot): readonly string[] {
  return addressesFirst({...probedOutputs(probes), ...outputs})
    .filter(isAddress)
    .map(({text}) => text);
}

function rankOf(name: string, value: string): RankedOutput['rank'] {
  if (isUrl(value)) return 0;
  // `ports.80` is `host:port`; `ports.80.host` and `ports.80.port` are its parts.
  if (/^ports\.\d+\./.test(name)) return 3;
  const lower = name.toLowerCase();
  if (/^ports\.\d+$|(^|[._])port$/.test(lower)) return 1;
  return /(^|[._])(ip|host|address)$/.test(lower) ? 2 : 3;
}

/** Without the flag `i`, whose first use loads case tables, which delays the dependents of the first service by 0.8 ms. */
function isUrl(text: string): boolean {
  return /^[a-zA-Z][a-zA-Z\d+.-]*:\/\/\S/.test(text);
}
