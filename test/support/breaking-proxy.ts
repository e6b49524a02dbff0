import {connect, createServer, type Socket} from 'node:net';
import {listen} from './listen.ts';

/** A port that forwards to another port of this machine, over connections that a test can break. */
export interface BreakingProxy {
  readonly port: number;
  /** The number of open connections. */
  readonly open: number;
  /** Breaks all connections. Later ones are forwarded again. */
  breakAll(): void;
}

/** Serves until the end of the test. */
export async function breakingProxy(target: number): Promise<BreakingProxy> {
  const sockets = new Set<Socket>();
  const server = createServer(near => {
    const far = connect(target, '127.0.0.1');
    sockets.add(near);
    near.on('close', () => {
      sockets.delete(near);
      far.destroy();
    });
    far.on('error', () => near.destroy()).on('close', () => near.destroy());
    near.pipe(far).pipe(near);
  });
  const port = await listen(server);
  return {
    port,
    get open() {
      return sockets.size;
    },
    breakAll() {
      for (const socket of sockets) socket.resetAndDestroy();
    },
  };
}
