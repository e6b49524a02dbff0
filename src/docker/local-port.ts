import {once} from 'node:events';
import type {AddressInfo} from 'node:net';
import {makeServer} from '../processes/guarded-streams.ts';
import {hostPorts, type PublishedPort} from '../places/ports.ts';

/** The host port of a mapping, chosen here if the file does not set one; `undefined` if no port in its range is free. */
export async function localPort(mapping: PublishedPort): Promise<number | undefined> {
  if (mapping.hostPort !== undefined) return mapping.hostPort;
  for (const port of hostPorts(mapping)) {
    const free = await listenOnce(mapping.address, port);
    if (free !== undefined) return free;
  }
  return undefined;
}

/**
 * Checks that a server can listen on a port, or on one that the system chooses for 0. @returns the port; `undefined` if
 * it is taken
 */
async function listenOnce(host: string, port: number): Promise<number | undefined> {
  const server = makeServer();
  try {
    await once(server.listen({host, port}), 'listening');
    return (server.address() as AddressInfo).port;
  } catch {
    return undefined;
  } finally {
    server.close();
  }
}
