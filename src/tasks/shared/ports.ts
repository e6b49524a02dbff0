import type {PublishedPort} from '../../places/ports.ts';
import {protocolOf} from '../../vocabulary/protocol.ts';
import {ipVersion} from '../../vocabulary/ip-version.ts';

/** The placeholder for a reference in a string that is checked before the run. */
export const HOLE = '\0';

/** Only this machine, because a port published by accident must not be open to the network. */
const DEFAULT_ADDRESS = '127.0.0.1';

/**
 * Parses `[host address:][host port]:container port`, or just the container port. A {@link HOLE} is accepted as any value, but the
 * mapping of such a string must not be used.
 *
 * @returns the mapping, or the problem as a string
 */
export function parsePort(text: string): PublishedPort | string {
  const shown = text.replaceAll(HOLE, '${{ … }}');
  const match = /^(?:(?:(\[[^\]]*\]|[^:]*):)?([^:]*):)?([^:/]+)(?:\/([^:/]*))?$/.exec(text);
  if (!match) return `expected \`[host address:][host port]:container port\`, found \`${shown}\``;
  const [, bracketed = DEFAULT_ADDRESS, host = '', inside = '', protocol = 'tcp'] = match;
  const address = bracketed.replace(/^\[(.*)\]$/, '$1');
  if (!isOpen(address) && ipVersion(address) === 0)
    return `expected a host address such as 127.0.0.1 in \`${shown}\`, found \`${address}\``;
  for (const port of [inside, ...(host === '' ? [] : [host])])
    if (!isOpen(port) && !isPort(port))
      return `expected a port from 1 to 65535 in \`${shown}\`, found \`${port}\``;
  const known = protocolOf(protocol);
  if (known === undefined)
    return `expected \`tcp\`, \`udp\` or \`sctp\` in \`${shown}\`, found \`${protocol}\``;
  return {address, ...(host !== '' && {hostPort: Number(host)}), port: Number(inside), protocol: known};
}

function isOpen(text: string): boolean {
  return text.includes(HOLE);
}

function isPort(text: string): boolean {
  return /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65_535;
}
