import {readFileSync} from 'node:fs';
import {isIPv4, SocketAddress} from 'node:net';
import {endianness} from 'node:os';
import {readTable} from './read-table.ts';

/** A socket that waits for connections (TCP) or packets (UDP). */
export interface ListeningSocket {
  /** In IPv4 form if possible, also if an IPv6 socket has it as a mapped address. */
  readonly address: string;
  readonly port: number;
  /** The number that links in `/proc/<pid>/fd` name: `socket:[1234]`. */
  readonly inode: string;
  /** Its owner. */
  readonly uid: number;
}

/**
 * All such sockets of a network namespace, by default of this one, as far as Linux shows them; none on other systems.
 * @param folder the folder of the namespace's tables
 */
export async function listeningSockets(
  protocol: 'tcp' | 'udp',
  folder = '/proc/net',
): Promise<readonly ListeningSocket[]> {
  const isEnough = protocol === 'tcp' ? hasConnection : () => false;
  const names = protocol === 'tcp' && !hasTcp6(folder) ? [protocol] : [protocol, `${protocol}6`];
  const tables = names.map(async name => await readTable(`${folder}/${name}`, isEnough));
  return (await Promise.all(tables)).flatMap(table => parseSockets(table, protocol));
}

/** Whether there are TCP sockets of IPv6, as far as Linux counts them. Finding the end of an empty table takes milliseconds. */
function hasTcp6(folder: string): boolean {
  try {
    return !/^TCP6: inuse 0$/m.test(readFileSync(`${folder}/sockstat6`, 'latin1'));
  } catch {
    return true;
  }
}

/** In the tables of TCP, all sockets that listen come before those of connections. */
function hasConnection(piece: string): boolean {
  return /^ *\d+: \S+ \S+ (?!0A)/m.test(piece);
}

/** Reads a table of proc_pid_net(5). */
export function parseSockets(table: string, protocol: 'tcp' | 'udp'): readonly ListeningSocket[] {
  const waiting = protocol === 'tcp' ? TCP_LISTEN : UDP_BOUND;
  return table.split('\n').flatMap(line => {
    const [, local = '', , state, , , , uid, , inode = '0'] = line.trim().split(/\s+/);
    const [address = '', port = ''] = local.split(':');
    if (state !== waiting || inode === '0') return [];
    return [{address: addressIn(address), port: parseInt(port, 16), inode, uid: Number(uid)}];
  });
}

/** The states LISTEN and CLOSE of the kernel's net/tcp_states.h; a bound UDP socket has the latter. */
const TCP_LISTEN = '0A';
const UDP_BOUND = '07';

/**
 * The sockets that get what is sent to `address:port`: those bound to just this address, else those bound to all of them.
 * Several share a port by SO_REUSEPORT; any of them may get it.
 */
export function reachedAt(
  sockets: readonly ListeningSocket[],
  address: string,
  port: number,
): readonly ListeningSocket[] {
  const wanted = plainAddress(address);
  const onPort = sockets.filter(socket => socket.port === port);
  const candidates = [wanted, ...(isIPv4(wanted) ? ['0.0.0.0'] : []), '::'];
  const bound = candidates.map(candidate => onPort.filter(socket => socket.address === candidate));
  return bound.find(found => found.length > 0) ?? [];
}

/** An address in the one form that {@link ListeningSocket} has it in. */
export function plainAddress(address: string): string {
  if (isIPv4(address)) return address;
  // A zone (`fe80::1%eth0`) names the interface, which the tables do not.
  const {address: plain} = new SocketAddress({address: address.replace(/%.*/, ''), family: 'ipv6'});
  return plain.replace(/^::ffff:(?=[\d.]+$)/, '');
}

/** Four bytes a word, each word in the machine's own order. */
function addressIn(hex: string): string {
  const bytes = Buffer.from(hex, 'hex');
  if (endianness() === 'LE') bytes.swap32();
  if (bytes.length === 4) return bytes.join('.');
  const groups = Array.from({length: 8}, (_, at) => bytes.readUInt16BE(at * 2).toString(16));
  return plainAddress(groups.join(':'));
}
