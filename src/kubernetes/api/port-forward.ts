import {once, setMaxListeners} from 'node:events';
import type {AddressInfo, Socket} from 'node:net';
import type {Duplex} from 'node:stream';
import {guarded, makeServer} from '../../processes/guarded-streams.ts';
import {asError} from '../../vocabulary/caught-error.ts';
import type {KubernetesClient} from './client.ts';
import {withPatience} from './patience.ts';
import {openTunnel, type PodPort} from './tunnel.ts';

/** A port of this machine that leads to one of a pod. */
export interface PortForward {
  readonly host: string;
  readonly port: number;
  /** Ends it, and all connections. */
  close(): Promise<void>;
}

export interface ForwardOptions {
  /** Where to listen; port 0 for a free one. */
  readonly local: {readonly host: string; readonly port: number};
  /** Called when a connection to the port cannot be passed on, or breaks. */
  onProblem(error: Error): void;
}

/** How long a connection waits for an API server that does not respond. */
const PATIENCE_MS = 10_000;

/**
 * Listens on an address of this machine, and passes each connection on to a port of a pod, by a tunnel of its own. One that breaks takes
 * no other along, and later connections are passed on as before.
 * @throws the system's error if it cannot listen there: EADDRINUSE
 */
export async function forwardPort(
  client: KubernetesClient,
  target: PodPort,
  {local, onProblem}: ForwardOptions,
): Promise<PortForward> {
  const over = new AbortController();
  // One for each connection.
  setMaxListeners(0, over.signal);
  const server = makeServer({allowHalfOpen: true, pauseOnConnect: true});
  server.on('connection', (socket: Socket) => {
    guarded(socket);
    passOn(client, target, {socket, signal: over.signal}).catch((error: unknown) => {
      socket.resetAndDestroy();
      if (!over.signal.aborted && !(error instanceof ClientGone)) onProblem(asError(error));
    });
  });
  const listening = once(server, 'listening');
  server.listen({...local, exclusive: true});
  await listening;
  const {address, port} = server.address() as AddressInfo;
  return {
    ...{host: address, port},
    async close() {
      over.abort();
      const closed = once(server, 'close');
      server.close();
      await closed;
    },
  };
}

interface Passing {
  readonly socket: Socket;
  /** Fires when the forward is closed. */
  readonly signal: AbortSignal;
}

async function passOn(client: KubernetesClient, target: PodPort, {socket, signal}: Passing): Promise<void> {
  const gone = new AbortController();
  const leave = (): void => gone.abort(new ClientGone());
  socket.once('close', leave);
  const close = (): void => void socket.destroy();
  signal.addEventListener('abort', close, {once: true});
  try {
    const tunnel = await withPatience(async () => await openTunnel(client, target, gone.signal), {
      ...{clock: client.clock, patienceMs: PATIENCE_MS, signal: gone.signal},
    });
    await connectBoth(socket, tunnel);
  } finally {
    signal.removeEventListener('abort', close);
    socket.off('close', leave);
  }
}

/** Settles once the tunnel is closed. */
async function connectBoth(socket: Socket, tunnel: Duplex): Promise<void> {
  const closed = new Promise<void>((resolve, reject) => {
    tunnel.once('error', reject).once('close', resolve);
  });
  socket.once('close', () => tunnel.destroy());
  // Everything has been written, and nothing more can be sent.
  tunnel.once('end', () => socket.destroySoon());
  socket.pipe(tunnel).pipe(socket);
  await closed;
}

/** The client closed the connection before there was a tunnel: not an error. */
class ClientGone extends Error {}
