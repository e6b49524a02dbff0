import {once} from 'node:events';
import {randomInt} from 'node:crypto';
import {createServer, type AddressInfo, type Server} from 'node:net';
import {onTestFinished} from 'vitest';
import type {WhenOver} from './temporary-directory.ts';

/**
 * Starts a server, by default until the end of the test, on `path` or on `port` (by default a free one) of `host`.
 * Returns the port.
 */
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
    // Many of these tests disconnect a client early.
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
 * A port without a listener. It is below the range from which the system assigns ports (from 32768 on Linux, from 49152
 * elsewhere), because another program could get a port of this range a moment later.
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

/** Whether this machine supports IPv6. */
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
