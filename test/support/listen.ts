import {once} from 'node:events';
import type {AddressInfo, Server} from 'node:net';
import {onTestFinished} from 'vitest';

/** Lets a server listen for as long as the test runs: on `path`, or on a free port of `host`, which it gives. */
export async function listen(
  server: Server,
  {host = '127.0.0.1', path}: {host?: string; path?: string} = {},
): Promise<number> {
  const connections = new Set<{destroy(): void}>();
  server.on('connection', socket => {
    connections.add(socket);
    // A client that goes away in the middle is what many of these tests are about.
    socket.on('error', () => undefined);
    socket.on('close', () => connections.delete(socket));
  });
  server.listen(path === undefined ? {host, port: 0} : {path});
  await once(server, 'listening');
  onTestFinished(async () => {
    for (const connection of connections) connection.destroy();
    await closed(server);
  });
  return (server.address() as Partial<AddressInfo>).port ?? 0;
}

/** A port on which nothing listens (any more). */
export async function freePort(server: Server): Promise<number> {
  server.listen({host: '127.0.0.1', port: 0});
  await once(server, 'listening');
  const {port} = server.address() as AddressInfo;
  await closed(server);
  return port;
}

function closed(server: Server): Promise<void> {
  return new Promise(resolve => server.close(() => resolve()));
}
