import {Duplex} from 'node:stream';
import type {RawData, WebSocket} from 'ws';
import {guarded} from '../../processes/guarded-streams.ts';
import type {Clock} from '../../vocabulary/clock.ts';
import type {KubernetesClient} from './client.ts';
import {bytesOf} from './message-bytes.ts';
import {pathOf, requestedThing, resources} from './resource.ts';
import {openSocket} from './socket.ts';

/** A port of a pod: of any of its containers, also on loopback. */
export interface PodPort {
  readonly namespace: string;
  readonly pod: string;
  readonly port: number;
}

/** Each message begins with a channel; the first one of each channel has the port. */
const CHANNELS = {data: 0, error: 1} as const;
const PROTOCOL = 'v4.channel.k8s.io';

/**
 * Connects to a port of a pod. If nothing listens there, the tunnel opens all the same, and is destroyed with the reason.
 * @throws KubernetesError; the reason of the signal, which does not end the tunnel once it is open
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
 * The protocol cannot say that one side alone has ended. If this side has, the answer is still waited for; the tunnel is closed once
 * nothing has come for this time.
 */
const LINGER_MS = 3_000;

/** The code of a WebSocket that ended without a close message. */
const ABNORMAL = 1006;

/** An error of the other end: `dial tcp4 127.0.0.1:80: connect: connection refused`. */
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
    // Data that comes after the other end has closed is lost, as on any connection.
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

/** Without the words around it that are the same for all. */
function reasonOf(message: string): string {
  return message
    .trim()
    .replace(/^.*failed to (?:execute portforward in network namespace|connect to localhost):? ?/s, '')
    .replace(/\s+/g, ' ');
}
