import {createServer, connect, type Socket} from 'node:net';

/** The engine of this machine on a separate socket. */
export interface EngineSocket {
  /** For `DOCKER_HOST`. */
  readonly address: string;
  close(): void;
}

export interface EngineSocketOptions {
  /** Awaited before a request is forwarded, with its first line: `POST /v1.41/build?t=app HTTP/1.1`. */
  beforeRequest?(line: string): Promise<void> | void;
  /** Whether forwarding is suspended. */
  isHanging?(): boolean;
}

/** @param path path of the socket to create */
export async function openEngineSocket(
  path: string,
  {beforeRequest, isHanging = () => false}: EngineSocketOptions,
): Promise<EngineSocket> {
  const sockets = new Set<Socket>();
  const server = createServer(client => {
    const engine = connect('/var/run/docker.sock');
    for (const [from, to] of [
      [client, engine],
      [engine, client],
    ] as const) {
      sockets.add(from);
      from.on('error', () => to.destroy()).on('close', () => to.destroy());
      let sent = Promise.resolve();
      const send = (data?: Buffer): void => {
        const line = from === client ? requestLine(data) : undefined;
        sent = sent.then(async () => {
          if (line !== undefined) await beforeRequest?.(line);
          if (isHanging() || to.destroyed) return;
          if (data) to.write(data);
          else to.end();
        });
      };
      from.on('data', send);
      from.on('end', () => send());
    }
  });
  await new Promise<void>(resolve => server.listen(path, resolve));
  return {
    address: `unix://${path}`,
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** The first line of a request, or `undefined` if the bytes are not the beginning of a request. */
function requestLine(data: Buffer | undefined): string | undefined {
  return /^[A-Z]+ \/\S* HTTP\/1\.1(?=\r\n)/.exec(data?.toString('latin1') ?? '')?.[0];
}
