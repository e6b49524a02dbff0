import {createSocket} from 'node:dgram';
import {once} from 'node:events';
import {writeFile} from 'node:fs/promises';
import {createServer} from 'node:net';
import {join} from 'node:path';
import {describe, expect, onTestFinished, test} from 'vitest';
import {
  listeningSockets,
  parseSockets,
  plainAddress,
  reachedAt,
  type ListeningSocket,
} from '../../src/processes/listening-sockets.ts';
import {hasIpv6, listen} from '../support/listen.ts';
import {temporaryDirectory} from '../support/temporary-directory.ts';

/** Contents of /proc/net/tcp and tcp6 on a little-endian machine. */
const TCP = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:A366 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 1678 1 00000000acfa17f1 100 0 0 10 0
   1: 00000000:07E8 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1679 1 00000000acfa17f1 100 0 0 10 0
   2: 0100007F:A366 0100007F:9DF4 01 00000000:00000000 00:00000000 00000000  1000        0 1680 1 00000000acfa17f1 20 4 30 10 -1
   3: 0100007F:A367 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 0 1 00000000acfa17f1 100 0 0 10 0
`;
const TCP6 = `  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 00000000000000000000000000000000:0BB8 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 11 1 0 100 0 0 10 0
   1: 00000000000000000000000001000000:0BB8 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 12 1 0 100 0 0 10 0
   2: 0000000000000000FFFF00000100007F:0BB8 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 13 1 0 100 0 0 10 0
   3: B80D0120000000000000000001000000:0BB8 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 14 1 0 100 0 0 10 0
`;

describe('the tables of Linux', () => {
  test('for IPv4 list listeners with port, owner and inode', () => {
    expect(parseSockets(TCP, 'tcp')).toEqual([
      {address: '127.0.0.1', port: 41_830, inode: '1678', uid: 1000},
      {address: '0.0.0.0', port: 2024, inode: '1679', uid: 0},
    ]);
  });

  test('for IPv6 list mapped IPv4 addresses too', () => {
    expect(parseSockets(TCP6, 'tcp').map(({address}) => address)).toEqual([
      '::',
      '::1',
      '127.0.0.1',
      '2001:db8::1',
    ]);
  });

  test.each(['', 'nothing that is known\n'])('can be empty: %j', table => {
    expect(parseSockets(table, 'tcp')).toEqual([]);
  });
});

test.each([
  ['without IPv6 sockets', 'TCP6: inuse 0', 0],
  ['with an IPv6 socket', 'TCP6: inuse 1', 4],
  ['without a count of IPv6 sockets', 'UDP6: inuse 0', 4],
])('the IPv6 table is read only if needed on a machine %s', async (_what, counted, found) => {
  const folder = await temporaryDirectory();
  await writeFile(join(folder, 'tcp6'), TCP6);
  await writeFile(join(folder, 'sockstat6'), `${counted}\nRAW6: inuse 0\n`);
  expect(listeningSockets('tcp', folder)).toHaveLength(found);
});

test('a table is read only as far as its known sockets, a new one and a connection, or to the end of its sockets', async () => {
  const folder = await temporaryDirectory();
  const [header = '', ...lines] = TCP.trimEnd().split('\n');
  // The kernel pads lines to this length.
  const padded = (rows: readonly string[]) => rows.map(row => `${row.padEnd(149)}\n`).join('');
  const [listener = '', , connection = ''] = lines;
  const listeners = Array.from({length: 90}, () => listener);
  await writeFile(join(folder, 'tcp'), padded([header, ...listeners, connection]));
  await writeFile(join(folder, 'sockstat6'), 'TCP6: inuse 0\n');
  for (const known of [undefined, 0, 1, 30, 89, 90, 200]) {
    const counts = new Map(known === undefined ? [] : [['tcp', known]]);
    expect(listeningSockets('tcp', folder, counts)).toHaveLength(90);
    expect(counts).toEqual(new Map([['tcp', 90]]));
  }
});

test.each([
  ['127.0.0.1', '127.0.0.1'],
  ['::ffff:127.0.0.1', '127.0.0.1'],
  ['0:0:0:0:0:0:0:1', '::1'],
  ['FE80::1%eth0', 'fe80::1'],
])('the plain form of %s is %s', (address, plain) => {
  expect(plainAddress(address)).toBe(plain);
});

describe('the receiver of a connection', () => {
  const at = (address: string, inode: string, port = 80): ListeningSocket => ({address, port, inode, uid: 0});
  test.each([
    ['is the exact address before all addresses', ['0.0.0.0', '127.0.0.1', '::'], '127.0.0.1', ['1']],
    ['is all IPv4 addresses before all IPv6 addresses', ['::', '0.0.0.0'], '127.0.0.1', ['1']],
    ['is a socket on all IPv6 addresses for IPv4 too', ['::', '::1'], '127.0.0.2', ['0']],
    ['is never an IPv4 socket for IPv6', ['0.0.0.0'], '::1', []],
    ['is not a socket on another address of the machine', ['127.0.0.16'], '127.0.0.17', []],
    ['is any of several that share a port', ['::', '::'], '::1', ['0', '1']],
    ['is the plain address for a mapped address', ['127.0.0.1'], '::ffff:127.0.0.1', ['0']],
  ])('%s', (_what, addresses, target, inodes) => {
    const sockets = addresses.map((address, index) => at(address, String(index)));
    const others = addresses.map(address => at(address, 'another port', 81));
    expect(reachedAt([...others, ...sockets], target, 80).map(({inode}) => inode)).toEqual(inodes);
  });
});

describe.skipIf(process.platform !== 'linux')('sockets of this machine', async () => {
  const hosts = (await hasIpv6()) ? ['127.0.0.1', '::1', '::', '0.0.0.0', '::ffff:127.0.0.1'] : ['127.0.0.1'];
  test.each(hosts)('include a server on %s', async host => {
    const port = await listen(createServer(), {host});
    const found = listeningSockets('tcp').filter(socket => socket.port === port);
    expect(found).toMatchObject([{address: plainAddress(host), uid: process.getuid?.()}]);
  });

  test('include a UDP socket', async () => {
    const socket = createSocket('udp4').bind(0, '127.0.0.1');
    onTestFinished(() => void socket.close());
    await once(socket, 'listening');
    const {port} = socket.address();
    expect(listeningSockets('udp')).toContainEqual(expect.objectContaining({address: '127.0.0.1', port}));
  });
});
