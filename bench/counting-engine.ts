import {connect, createServer, type Socket} from 'node:net';

/** The engine of this machine behind a socket of its own, which counts requests. */
export interface CountingEngine {
  /** For `DOCKER_HOST`. */
  readonly address: string;
  /** The requests since the last call, by method and path without ids. */
  take(): ReadonlyMap<string, number>;
  close(): void;
}

export async function countingEngine(path: string): Promise<CountingEngine> {
  let counts = new Map<string, number>();
  const sockets = new Set<Socket>();
  const server = createServer(client => {
    const engine = connect('/var/run/docker.sock');
    client.on('data', data => {
      const line = requestLine(data);
      if (line !== undefined) counts.set(line, (counts.get(line) ?? 0) + 1);
    });
    for (const [from, to] of [
      [client, engine],
      [engine, client],
    ] as const) {
      sockets.add(from);
      from.on('error', () => to.destroy()).on('close', () => to.destroy());
      from.pipe(to);
    }
  });
  await new Promise<void>(resolve => server.listen(path, resolve));
  return {
    address: `unix://${path}`,
    take() {
      const taken = counts;
      counts = new Map();
      return taken;
    },
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** `POST /containers/…/start`; `undefined` if the bytes do not begin a request. */
function requestLine(data: Buffer): string | undefined {
  const [, method, path = ''] = /^([A-Z]+) (\/\S*) HTTP\/1\.1\r\n/.exec(data.toString('latin1')) ?? [];
  if (method === undefined) return undefined;
  const plain = path.replace(/^\/v[\d.]+/, '').replace(/\?.*/, '');
  return `${method} ${plain.replace(/^(\/(?:containers|networks|images|exec)\/)(?!create|json|prune)[^/]+/, '$1…')}`;
}
