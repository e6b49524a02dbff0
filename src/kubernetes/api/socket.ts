import type {ClientRequest} from 'node:http';
import type {WebSocket} from 'ws';
import {guarded} from '../../processes/guarded-streams.ts';
import type {KubernetesClient} from './client.ts';
import {noConnection} from './no-connection.ts';
import {hasProblem, KubernetesError, type RequestedThing} from './problem.ts';
import {refusal} from './refusal.ts';

/** A request to open a WebSocket. */
export interface SocketRequest {
  /** Includes the query. */
  readonly path: string;
  /** The subprotocols, in order of preference. */
  readonly protocols: readonly string[];
  /** Describes the request in errors. */
  readonly asked: RequestedThing;
  readonly signal: AbortSignal;
}

/** How long the API server and the kubelet may take to accept a connection. */
const HANDSHAKE_MS = 30_000;

/**
 * Opens a WebSocket. If the credentials are rejected, tries once more with renewed ones. The socket is paused and has a
 * listener for `error`; the signal does not close it once it is open.
 * @throws KubernetesError; the abort reason of the signal
 */
export async function openSocket(client: KubernetesClient, request: SocketRequest): Promise<WebSocket> {
  try {
    return await open(client, request, false);
  } catch (error) {
    if (!client.access.credentials.renew || !hasProblem(error, 'unauthorized')) throw error;
    return await open(client, request, true);
  }
}

async function open(
  {access: {server}, connection}: KubernetesClient,
  {path, protocols, asked, signal}: SocketRequest,
  renew: boolean,
): Promise<WebSocket> {
  const {WebSocket: Socket} = await import('ws');
  const {agent, headers, path: fullPath} = await connection.prepare(path, signal, renew);
  signal.throwIfAborted();
  const url = new URL(fullPath, server).href.replace(/^http/, 'ws');
  const finishRequest = (sent: ClientRequest): void => {
    for (const [name, value] of Object.entries(headers)) sent.setHeader(name, value);
    sent.end();
  };
  const options = {agent, finishRequest, perMessageDeflate: false, handshakeTimeout: HANDSHAKE_MS};
  const socket = guarded(new Socket(url, [...protocols], options));
  const abort = (): void => socket.terminate();
  signal.addEventListener('abort', abort, {once: true});
  try {
    await new Promise<void>((resolve, reject) => {
      socket
        // Paused here, because messages that arrive with the response would be lost before the caller continues.
        .once('open', () => {
          socket.pause();
          resolve();
        })
        .once('error', reject)
        .once('unexpected-response', (sent, response) => {
          void refusal(response, asked)
            .then(reject)
            .finally(() => sent.destroy());
        });
    });
    return socket;
  } catch (error) {
    socket.terminate();
    signal.throwIfAborted();
    throw error instanceof KubernetesError ? error : noConnection(server, error);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
