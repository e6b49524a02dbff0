import {connect, createServer, type Socket} from 'node:net';
import {listen} from './listen.ts';

/** A port that leads to another one of this machine, over connections that a test can break. */
export interface BreakingProxy {
  readonly port: number;
  /** Connections that are open now. */
  readonly open: number;
  /** Breaks all connections; later ones are passed on as before. */
  breakAll(): void;
}

/** Serves until the test is over. */
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
