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

/** As /proc/net/tcp and tcp6 have them on a machine whose words are little-endian. */
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
  test('of IPv4: what listens, with its port, owner and inode', () => {
    expect(parseSockets(TCP, 'tcp')).toEqual([
      {address: '127.0.0.1', port: 41_830, inode: '1678', uid: 1000},
      {address: '0.0.0.0', port: 2024, inode: '1679', uid: 0},
    ]);
  });

  test('of IPv6: also IPv4 addresses that are mapped into it', () => {
    expect(parseSockets(TCP6, 'tcp').map(({address}) => address)).toEqual([
      '::',
      '::1',
      '127.0.0.1',
      '2001:db8::1',
    ]);
  });

  test.each(['', 'nothing that is known\n'])('a table that has none: %j', table => {
    expect(parseSockets(table, 'tcp')).toEqual([]);
  });
});

test.each([
  ['without sockets of IPv6', 'TCP6: inuse 0', 0],
  ['with one', 'TCP6: inuse 1', 4],
  ['whose sockets of IPv6 are not counted', 'UDP6: inuse 0', 4],
])('the table of IPv6 of a machine %s', async (_what, counted, found) => {
  const folder = await temporaryDirectory();
  await writeFile(join(folder, 'tcp6'), TCP6);
  await writeFile(join(folder, 'sockstat6'), `${counted}\nRAW6: inuse 0\n`);
  expect(await listeningSockets('tcp', folder)).toHaveLength(found);
});

test.each([
  ['127.0.0.1', '127.0.0.1'],
  ['::ffff:127.0.0.1', '127.0.0.1'],
  ['0:0:0:0:0:0:0:1', '::1'],
  ['FE80::1%eth0', 'fe80::1'],
])('%s is %s', (address, plain) => {
  expect(plainAddress(address)).toBe(plain);
});

describe('who gets a connection', () => {
  const at = (address: string, inode: string, port = 80): ListeningSocket => ({address, port, inode, uid: 0});
  test.each([
    ['the exact address comes before all addresses', ['0.0.0.0', '127.0.0.1', '::'], '127.0.0.1', ['1']],
    ['all addresses of IPv4 come before those of IPv6', ['::', '0.0.0.0'], '127.0.0.1', ['1']],
    ['a socket on all addresses of IPv6 gets IPv4 as well', ['::', '::1'], '127.0.0.2', ['0']],
    ['one of IPv4 never gets IPv6', ['0.0.0.0'], '::1', []],
    ['another address of the machine is another server', ['127.0.0.16'], '127.0.0.17', []],
    ['several that share the port may all get it', ['::', '::'], '::1', ['0', '1']],
    ['a mapped address is the plain one', ['127.0.0.1'], '::ffff:127.0.0.1', ['0']],
  ])('%s', (_what, addresses, target, inodes) => {
    const sockets = addresses.map((address, index) => at(address, String(index)));
    const others = addresses.map(address => at(address, 'another port', 81));
    expect(reachedAt([...others, ...sockets], target, 80).map(({inode}) => inode)).toEqual(inodes);
  });
});

describe.skipIf(process.platform !== 'linux')('of this machine', async () => {
  const hosts = (await hasIpv6()) ? ['127.0.0.1', '::1', '::', '0.0.0.0', '::ffff:127.0.0.1'] : ['127.0.0.1'];
  test.each(hosts)('a server on %s is found', async host => {
    const port = await listen(createServer(), {host});
    const found = (await listeningSockets('tcp')).filter(socket => socket.port === port);
    expect(found).toMatchObject([{address: plainAddress(host), uid: process.getuid?.()}]);
  });

  test('a UDP socket is found', async () => {
    const socket = createSocket('udp4').bind(0, '127.0.0.1');
    onTestFinished(() => void socket.close());
    await once(socket, 'listening');
    const {port} = socket.address();
    expect(await listeningSockets('udp')).toContainEqual(
      expect.objectContaining({address: '127.0.0.1', port}),
    );
  });
});
