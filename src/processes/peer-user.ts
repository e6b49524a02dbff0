import {readFileSync} from 'node:fs';
import {endianness} from 'node:os';

/** The ports of a loopback connection, as the server sees them. */
export interface LoopbackConnection {
  readonly localPort: number;
  readonly remotePort: number;
}

/**
 * The id of the user whose process is at the other end of a connection to 127.0.0.1; `undefined` if the system does not show it
 * (macOS) or the connection is closed.
 *
 * @param folder the tables of sockets (https://docs.kernel.org/networking/proc_net_tcp.html)
 */
export function peerUser(connection: LoopbackConnection, folder = '/proc/net'): number | undefined {
  const address = hexAddress();
  const [local, remote] = [connection.remotePort, connection.localPort].map(hexPort);
  const lines = ['tcp', 'tcp6'].flatMap(table => linesOf(`${folder}/${table}`));
  // Look for the socket of the other end, where the ports are swapped. The address of an IPv6 socket ends with the IPv4 address.
  const line = lines
    .map(each => each.trim().split(/\s+/))
    .find(
      ([, from = '', to = '']) => from.endsWith(`${address}:${local}`) && to.endsWith(`${address}:${remote}`),
    );
  return line?.[USER] === undefined ? undefined : Number(line[USER]);
}

/** The column of the user id. */
const USER = 7;

/** 127.0.0.1 in the byte order of the machine. */
function hexAddress(): string {
  return endianness() === 'LE' ? '0100007F' : '7F000001';
}

function hexPort(port: number): string {
  return port.toString(16).toUpperCase().padStart(4, '0');
}

function linesOf(path: string): readonly string[] {
  try {
    return readFileSync(path, 'utf8').split('\n').slice(1);
  } catch {
    return [];
  }
}
