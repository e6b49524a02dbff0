import {createServer, connect, type Socket} from 'node:net';
import {onTestFinished} from 'vitest';

/** The engine of this machine behind a socket of its own. */
export interface EngineProxy {
  /** For `DOCKER_HOST`. */
  readonly address: string;
  /** From now on the engine accepts connections and requests, and never answers: as one that hangs. */
  hang(): void;
  /** Forwards new connections again. */
  recover(): void;
}

/** @param path of the socket to make */
export async function engineProxy(path: string): Promise<EngineProxy> {
  let hangs = false;
  const sockets = new Set<Socket>();
  const server = createServer(client => {
    const engine = connect('/var/run/docker.sock');
    for (const [from, to] of [
      [client, engine],
      [engine, client],
    ] as const) {
      sockets.add(from);
      from.on('error', () => to.destroy()).on('close', () => to.destroy());
      from.on('data', data => {
        if (!hangs) to.write(data);
      });
      from.on('end', () => {
        if (!hangs) to.end();
      });
    }
  });
  await new Promise<void>(resolve => server.listen(path, resolve));
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return {
    address: `unix://${path}`,
    hang() {
      hangs = true;
    },
    recover() {
      hangs = false;
    },
  };
}
