import {once} from 'node:events';
import {randomInt} from 'node:crypto';
import {createServer, type AddressInfo, type Server} from 'node:net';
import {onTestFinished} from 'vitest';
import type {WhenOver} from './temporary-directory.ts';

/** Lets a server listen, by default for as long as the test runs: on `path`, or on `port` (by default a free one) of `host`. Returns the port. */
export async function listen(
  server: Server,
  {
    host = '127.0.0.1',
    port = 0,
    path,
    whenOver = onTestFinished,
  }: {host?: string; port?: number; path?: string; whenOver?: WhenOver} = {},
): Promise<number> {
  const connections = new Set<{destroy(): void}>();
  server.on('connection', socket => {
    connections.add(socket);
    // A client that goes away in the middle is what many of these tests are about.
    socket.on('error', () => undefined);
    socket.on('close', () => connections.delete(socket));
  });
  server.listen(path === undefined ? {host, port} : {path});
  await once(server, 'listening');
  whenOver(async () => {
    for (const connection of connections) connection.destroy();
    await closed(server);
  });
  return (server.address() as Partial<AddressInfo>).port ?? 0;
}

/**
 * A port without a listener. It is below those that the system assigns (from 32768 on Linux, from 49152 elsewhere): one of
 * these may belong to another program a moment later.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const server = createServer();
    const port = randomInt(20_000, 32_768);
    const isFree = await new Promise<boolean>(resolve => {
      server.once('error', () => resolve(false));
      server.listen({host: '0.0.0.0', port}, () => resolve(true));
    });
    if (!isFree) continue;
    await closed(server);
    return port;
  }
}

/** Whether this machine has IPv6. */
export async function hasIpv6(): Promise<boolean> {
  const server = createServer();
  return await new Promise(resolve => {
    server.once('error', () => resolve(false));
    server.listen({host: '::1', port: 0}, () => server.close(() => resolve(true)));
  });
}

function closed(server: Server): Promise<void> {
  return new Promise(resolve => server.close(() => resolve()));
}
