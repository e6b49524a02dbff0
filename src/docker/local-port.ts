import {once} from 'node:events';
import type {AddressInfo} from 'node:net';
import {makeServer} from '../processes/guarded-streams.ts';
import type {PublishedPort} from '../places/ports.ts';

/** The host port of a mapping, chosen here where the file leaves it open; `undefined` if none of its range is free. */
export async function localPort({address, hostPort, hostRange}: PublishedPort): Promise<number | undefined> {
  if (hostPort !== undefined) return hostPort;
  for (const port of hostRange === undefined ? [0] : portsOf(hostRange)) {
    const free = await listenOnce(address, port);
    if (free !== undefined) return free;
  }
  return undefined;
}

function portsOf(range: string): readonly number[] {
  const [first = 0, last = first] = range.split('-').map(Number);
  return Array.from({length: last - first + 1}, (_, at) => first + at);
}

/** The port, or one that the system chooses for 0, if a server can listen on it. */
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
