import {writeFile} from 'node:fs/promises';
import {once} from 'node:events';
import {createConnection, createServer, type AddressInfo, type Socket} from 'node:net';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {peerUser} from '../../src/processes/peer-user.ts';
import {temporaryDirectory} from '../support/temporary-directory.ts';

test.runIf(process.platform === 'linux')('returns the user at the other end of a connection', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const {port} = server.address() as AddressInfo;
  const accepted = once(server, 'connection') as Promise<[Socket]>;
  const client = createConnection({host: '127.0.0.1', port});
  const [{remotePort = 0}] = await accepted;
  expect(peerUser({localPort: port, remotePort})).toBe(process.getuid?.());
  client.destroy();
  server.close();
});

test('reads the line of the other end, even if it is an IPv6 socket', async () => {
  const folder = await temporaryDirectory();
  const head =
    '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n';
  const row = (local: string, remote: string, uid: number): string =>
    `   0: ${local} ${remote} 01 00000000:00000000 00:00000000 00000000  ${uid}        0 100 1 0\n`;
  // Port 4000 is 0FA0, 5000 is 1388 and 5001 is 1389.
  await writeFile(
    join(folder, 'tcp'),
    head + row('0100007F:0FA0', '0100007F:1388', 1) + row('0100007F:1388', '0100007F:0FA0', 1000),
  );
  await writeFile(
    join(folder, 'tcp6'),
    head + row('0000000000000000FFFF00000100007F:1389', '0000000000000000FFFF00000100007F:0FA0', 1001),
  );
  expect(peerUser({localPort: 4000, remotePort: 5000}, folder)).toBe(1000);
  expect(peerUser({localPort: 4000, remotePort: 5001}, folder)).toBe(1001);
  expect(peerUser({localPort: 4000, remotePort: 5002}, folder)).toBeUndefined();
  expect(peerUser({localPort: 4000, remotePort: 5000}, join(folder, 'none'))).toBeUndefined();
});
