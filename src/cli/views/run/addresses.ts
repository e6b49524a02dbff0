/** An output of a task, with how much it helps to reach it: 0 for URLs, 1 for ports, 2 for hosts, 3 for the rest. */
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

/** The targets of the probes that a task passed (`http http://127.0.0.1:3000/health`, `port 5432`), as outputs. */
export function probedOutputs(passedProbes: readonly string[]): Readonly<Record<string, string>> {
  const found: {url?: string; port?: string} = {};
  for (const probe of passedProbes) {
    const [, url, port] = /^http (https?:\/\/\S+)|^port (\d+)$/.exec(probe) ?? [];
    if (url !== undefined) found.url ??= url;
    if (port !== undefined) found.port ??= port;
  }
  return found;
}

function rankOf(name: string, value: string): RankedOutput['rank'] {
  if (isUrl(value)) return 0;
  // `ports.80` is `host:port`; `ports.80.host` and `ports.80.port` are its halves.
  if (/^ports\.\d+\./.test(name)) return 3;
  if (/^ports\.\d+$|(^|[._])port$/i.test(name)) return 1;
  return /(^|[._])(ip|host|address)$/i.test(name) ? 2 : 3;
}

function isUrl(text: string): boolean {
  return /^[a-z][a-z\d+.-]*:\/\/\S/i.test(text);
}
