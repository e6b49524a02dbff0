import {Duplex} from 'node:stream';
import type {RawData, WebSocket} from 'ws';
import {guarded} from '../../processes/guarded-streams.ts';
import type {Clock} from '../../vocabulary/clock.ts';
import type {KubernetesClient} from './client.ts';
import {bytesOf} from './message-bytes.ts';
import {pathOf, requestedThing, resources} from './resource.ts';
import {openSocket} from './socket.ts';

/** A port of any container of a pod, including ports on loopback. */
export interface PodPort {
  readonly namespace: string;
  readonly pod: string;
  readonly port: number;
}

/** Each message begins with a channel; the first message of each channel contains the port. */
const CHANNELS = {data: 0, error: 1} as const;
const PROTOCOL = 'v4.channel.k8s.io';

/**
 * Opens a tunnel to a port of a pod. If nothing listens there, the tunnel still opens, and is then destroyed with the
 * reason.
 * @throws KubernetesError; the abort reason of the signal, which does not close the tunnel once it is open
 */
export async function openTunnel(
  client: KubernetesClient,
  {namespace, pod, port}: PodPort,
  signal: AbortSignal,
): Promise<Duplex> {
  const place = {resource: resources.pods, namespace, name: pod, subresource: 'portforward'};
  const socket = await openSocket(client, {
    path: `${pathOf(place)}?ports=${port}`,
    ...{protocols: [PROTOCOL], asked: requestedThing('create', place), signal},
  });
  return guarded(new Tunnel(socket, client.clock));
}

/**
 * The protocol cannot half-close a connection. After this side has ended, the tunnel waits for the response, and closes
 * when nothing has arrived for this time.
 */
const LINGER_MS = 3_000;

/** The close code of a WebSocket that ended without a close message. */
const ABNORMAL = 1006;

/** An error from the pod: `dial tcp4 127.0.0.1:80: connect: connection refused`. */
export class TunnelError extends Error {
  override readonly name = 'TunnelError';
}

class Tunnel extends Duplex {
  readonly #socket: WebSocket;
  readonly #clock: Clock;
  readonly #begun = new Set<number>();
  #linger: {cancel(): void} | undefined;

  constructor(socket: WebSocket, clock: Clock) {
    super({allowHalfOpen: true});
    this.#socket = socket;
    this.#clock = clock;
    socket.on('message', (data: RawData) => this.#take(bytesOf(data)));
    socket.once('close', (code: number) => {
      if (code === ABNORMAL) this.destroy(new TunnelError('the connection to the API server was lost'));
      else this.push(null);
    });
    socket.resume();
  }

  #take(message: Buffer): void {
    const [channel = CHANNELS.data] = message;
    const piece = message.subarray(1);
    if (!this.#begun.has(channel)) {
      this.#begun.add(channel);
      return;
    }
    if (channel === CHANNELS.error) this.destroy(new TunnelError(reasonOf(piece.toString('utf8'))));
    else if (!this.push(piece)) this.#socket.pause();
    if (this.#linger) this.#lingerOn();
  }

  #lingerOn(): void {
    this.#linger?.cancel();
    const deadline = this.#clock.deadline(LINGER_MS);
    deadline.signal.addEventListener('abort', () => this.#socket.terminate(), {once: true});
    this.#linger = deadline;
  }

  override _read(): void {
    if (this.#socket.isPaused) this.#socket.resume();
  }

  override _write(piece: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    // Data sent after the other end has closed is lost, as on any connection.
    if (this.#socket.readyState !== this.#socket.OPEN) done();
    else this.#socket.send(Buffer.concat([Buffer.of(CHANNELS.data), piece]), () => done());
  }

  override _final(done: () => void): void {
    if (this.#socket.readyState === this.#socket.OPEN) this.#lingerOn();
    done();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#linger?.cancel();
    this.#socket.terminate();
    done(error);
  }
}

/** The error without the boilerplate around it. */
function reasonOf(message: string): string {
  return message
    .trim()
    .replace(/^.*failed to (?:execute portforward in network namespace|connect to localhost):? ?/s, '')
    .replace(/\s+/g, ' ');
}
