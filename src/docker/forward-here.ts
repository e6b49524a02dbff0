import {once} from 'node:events';
import type {Server, Socket} from 'node:net';
import type {PlaceContext} from '../places/place-context.ts';
import {guarded, makeServer} from '../processes/guarded-streams.ts';
import {connectFar, KEEP_ALIVE_MS} from './connect-far.ts';
import {RefusedForward} from './refused-forward.ts';
import type {Forward} from './ssh-forward.ts';

/** The container whose ports are forwarded. */
interface Forwarded {
  /** The name of the place. */
  readonly place: string;
  /** Fires when the container has ended. */
  readonly over: AbortSignal;
}

/**
 * Forwards ports in this process until the container ends, so nothing has to be torn down. Resolves once it listens on
 * all of them.
 * @throws RefusedForward
 */
export async function forwardHere(
  forwards: readonly Forward[],
  {place, over}: Forwarded,
  context: PlaceContext,
): Promise<void> {
  const servers: Server[] = [];
  const sockets = new Set<Socket>();
  const close = (): void => {
    for (const server of servers) server.close();
    for (const socket of sockets) socket.destroy();
  };
  const connect = connectFar(place, over, context);
  try {
    for (const forward of forwards) servers.push(await listenFor(forward, client => join(client, forward)));
  } catch (error) {
    close();
    throw error;
  }
  over.addEventListener('abort', close, {once: true});
  if (over.aborted) close();

  function join(client: Socket, {far}: Forward): void {
    keep(guarded(client));
    void connect(far, () => client.destroyed).then(server => {
      if (!server) return void client.resetAndDestroy();
      keep(server);
      pipe(client, server);
      pipe(server, client);
    });
  }

  function keep(socket: Socket): void {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  }
}

async function listenFor(forward: Forward, onClient: (client: Socket) => void): Promise<Server> {
  const server = makeServer({allowHalfOpen: true, keepAlive: true, keepAliveInitialDelay: KEEP_ALIVE_MS});
  server.on('connection', onClient);
  try {
    await once(server.listen(forward.local), 'listening');
    return server;
  } catch {
    throw new RefusedForward(forward);
  }
}

/** Passes on the data and the end of a stream. If one connection breaks, so does the other. */
function pipe(from: Socket, to: Socket): void {
  from.pipe(to);
  from.once('error', () => to.resetAndDestroy());
  from.once('close', () => to.destroySoon());
}
