import {readFileSync} from 'node:fs';
import {isIPv4, SocketAddress} from 'node:net';
import {endianness} from 'node:os';
import {readTable} from './read-table.ts';

/** A socket that waits for connections (TCP) or packets (UDP). */
export interface ListeningSocket {
  /** In IPv4 form if possible, including IPv4-mapped addresses of IPv6 sockets. */
  readonly address: string;
  readonly port: number;
  /** The number in the links of `/proc/<pid>/fd`: 1234 in `socket:[1234]`. */
  readonly inode: string;
  /** The user id of its owner. */
  readonly uid: number;
}

/**
 * All listening sockets of a network namespace (default: the current one) that Linux shows; empty on other systems.
 * @param folder the directory with the namespace's socket tables
 * @param counts the number of sockets that were last found in each table; updated
 */
export function listeningSockets(
  protocol: 'tcp' | 'udp',
  folder = '/proc/net',
  counts: Map<string, number> = new Map<string, number>(),
): readonly ListeningSocket[] {
  const isEnough = protocol === 'tcp' ? hasConnection : () => false;
  const names = protocol === 'tcp' && !hasTcp6(folder) ? [protocol] : [protocol, `${protocol}6`];
  return names.flatMap(name => {
    const count = counts.get(name);
    // The header, the known sockets, a new one, and a connection, which shows that there are no more.
    const firstBytes = count === undefined ? undefined : (count + 3) * LINE_BYTES;
    const sockets = parseSockets(readTable(`${folder}/${name}`, {isEnough, firstBytes}), protocol);
    counts.set(name, sockets.length);
    return sockets;
  });
}

/** The length of a line for IPv4. Lines for IPv6 are a little longer. */
const LINE_BYTES = 150;

/** Whether IPv6 TCP sockets exist, according to the counter in sockstat6. This avoids reading an empty table, which takes milliseconds. */
function hasTcp6(folder: string): boolean {
  try {
    return !/^TCP6: inuse 0$/m.test(readFileSync(`${folder}/sockstat6`, 'utf8'));
  } catch {
    return true;
  }
}

/** Whether a piece of a TCP table contains connections. They come after all listening sockets. */
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

/** The states LISTEN and CLOSE from the kernel's net/tcp_states.h. A bound UDP socket is in state CLOSE. */
const TCP_LISTEN = '0A';
const UDP_BOUND = '07';

/**
 * The sockets that receive connections or packets to `address:port`: those bound to exactly this address, or else those bound to all
 * addresses. Several sockets can share a port through SO_REUSEPORT, and any of them may receive the data.
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

/** Normalizes an address to the form used in {@link ListeningSocket}. */
export function plainAddress(address: string): string {
  if (isIPv4(address)) return address;
  // A zone (`fe80::1%eth0`) names the interface, which is not part of the tables.
  const {address: plain} = new SocketAddress({address: address.replace(/%.*/, ''), family: 'ipv6'});
  return plain.replace(/^::ffff:(?=[\d.]+$)/, '');
}

/** Decodes an address of the tables: 4-byte words in the byte order of the machine. */
function addressIn(hex: string): string {
  const bytes = Buffer.from(hex, 'hex');
  if (endianness() === 'LE') bytes.swap32();
  if (bytes.length === 4) return bytes.join('.');
  const groups = Array.from({length: 8}, (_, at) => bytes.readUInt16BE(at * 2).toString(16));
  return plainAddress(groups.join(':'));
}
