import {once, setMaxListeners} from 'node:events';
import type {AddressInfo, Socket} from 'node:net';
import type {Duplex} from 'node:stream';
import {guarded, makeServer} from '../../processes/guarded-streams.ts';
import {asError} from '../../vocabulary/caught-error.ts';
import type {KubernetesClient} from './client.ts';
import {withPatience} from './patience.ts';
import {openTunnel, type PodPort} from './tunnel.ts';

/** A port on this machine that is forwarded to a port of a pod. */
export interface PortForward {
  readonly host: string;
  readonly port: number;
  /** Stops the forward, and closes all connections. */
  close(): Promise<void>;
}

export interface ForwardOptions {
  /** The address to listen on; port 0 for a free port. */
  readonly local: {readonly host: string; readonly port: number};
  /** Called when a connection cannot be forwarded, or breaks. */
  onProblem(error: Error): void;
}

/** How long a connection waits for an API server that does not respond. */
const PATIENCE_MS = 10_000;

/**
 * Listens on an address of this machine, and forwards each connection to a port of a pod through its own tunnel. A
 * broken tunnel does not affect other connections.
 * @throws the system's error if it cannot listen there: EADDRINUSE
 */
export async function forwardPort(
  client: KubernetesClient,
  target: PodPort,
  {local, onProblem}: ForwardOptions,
): Promise<PortForward> {
  const over = new AbortController();
  // Each connection adds a listener.
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

/** Resolves once the tunnel is closed. */
async function connectBoth(socket: Socket, tunnel: Duplex): Promise<void> {
  const closed = new Promise<void>((resolve, reject) => {
    tunnel.once('error', reject).once('close', resolve);
  });
  socket.once('close', () => tunnel.destroy());
  // The pod has sent everything, and can receive nothing more.
  tunnel.once('end', () => socket.destroySoon());
  socket.pipe(tunnel).pipe(socket);
  await closed;
}

/** The client closed the connection before the tunnel was open, which is not an error. */
class ClientGone extends Error {}
