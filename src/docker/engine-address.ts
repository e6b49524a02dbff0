/** A parsed engine address. */
export type EngineAddress =
  | {readonly by: 'unix'; readonly socketPath: string}
  | {readonly by: 'tcp'; readonly host: string; readonly port: number}
  | {readonly by: 'ssh'; readonly host: string; readonly port?: number; readonly user?: string};

/**
 * Parses an address in the format of `DOCKER_HOST`, or returns the reason why it cannot be used. As in Docker's CLI,
 * `host:port` is TCP. `port` is the default for TCP: 2375, or 2376 with TLS.
 */
export function parseEngineAddress(
  text: string,
  port: 2375 | 2376,
): EngineAddress | {readonly wrong: string} {
  const [, scheme = 'tcp', rest = ''] = /^(?:(\w+):\/\/)?(.*)$/s.exec(text) ?? [];
  switch (scheme) {
    case 'unix':
      return rest.startsWith('/')
        ? {by: 'unix', socketPath: rest}
        : {wrong: 'expected `unix:///path/of.sock`'};
    case 'tcp':
    case 'ssh':
      return overNetwork(scheme, rest, port);
    case 'npipe':
      return {wrong: 'bottle does not support named pipes; expected `unix://`, `tcp://` or `ssh://`'};
    default:
      return {wrong: `\`${scheme}://\` is unknown; expected \`unix://\`, \`tcp://\` or \`ssh://\``};
  }
}

function overNetwork(
  by: 'tcp' | 'ssh',
  rest: string,
  defaultPort: number,
): EngineAddress | {readonly wrong: string} {
  const url = URL.canParse(`${by}://${rest}`) ? new URL(`${by}://${rest}`) : undefined;
  if (!url?.hostname) return {wrong: `expected \`${by}://host:port\``};
  if (url.password) return {wrong: 'an address cannot contain a password; use a key'};
  if (!['', '/'].includes(url.pathname)) return {wrong: `it has a path; expected \`${by}://host:port\``};
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  if (by === 'tcp') return {by, host, port: Number(url.port || defaultPort)};
  return {
    by,
    host,
    ...(url.port && {port: Number(url.port)}),
    ...(url.username && {user: decodeURIComponent(url.username)}),
  };
}
