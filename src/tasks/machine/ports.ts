import type {MachinePort} from '../../smolvm/machine-request.ts';
import {HOLE, parsePort} from '../shared/ports.ts';

/**
 * Parses `host port:guest port`, or one number for both. A reference (see `HOLE`) is accepted as any value.
 *
 * @returns the port, or the problem as a string
 */
export function parseMachinePort(text: string): MachinePort | string {
  const shown = text.replaceAll(HOLE, '${{ … }}');
  const read = parsePort(text);
  if (typeof read === 'string') return read;
  const {address, hostPort, port, protocol} = read;
  if (protocol !== 'tcp') return `smolvm publishes TCP ports only, found \`${shown}\``;
  if (address !== '127.0.0.1')
    return `smolvm publishes on 127.0.0.1 only; write \`host port:guest port\`, found \`${shown}\``;
  if (hostPort === undefined && text.includes(':'))
    return `smolvm does not choose a host port; write \`host port:guest port\`, found \`${shown}\``;
  return {host: hostPort ?? port, guest: port};
}
