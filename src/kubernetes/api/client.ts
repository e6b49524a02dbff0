import type {IncomingMessage} from 'node:http';
import type {Clock} from '../../vocabulary/clock.ts';
import type {ClusterAccess} from './access.ts';
import {connectTo, type ApiConnection, type ApiRequest} from './connection.ts';
import {noConnection} from './no-connection.ts';
import {withPatience} from './patience.ts';

/** Sends requests to the API server of one cluster. See objects.ts, follow.ts and others for the requests. */
export interface KubernetesClient {
  readonly access: ClusterAccess;
  readonly clock: Clock;
  readonly connection: ApiConnection;
  /**
   * Sends a request, with retries until a deadline, and returns the response.
   * @throws KubernetesError; the abort reason of the signal
   */
  ask<Answer>(request: ApiRequest): Promise<Answer>;
  /** Like `ask`, for work that consists of several requests. */
  patiently<T>(signal: AbortSignal, work: (attempt: number) => Promise<T>): Promise<T>;
  /** Sends a request once. */
  askOnce<Answer>(request: ApiRequest): Promise<Answer>;
  /** Like `ask`, also with the time of the API server, in milliseconds since the epoch. */
  askDated<Answer>(request: ApiRequest): Promise<DatedAnswer<Answer>>;
  /** Ends all requests and connections. */
  close(): void;
}

/** A response and its time, in whole seconds, from the `date` header of the API server. */
export interface DatedAnswer<Answer> {
  readonly answer: Answer;
  readonly serverTime: number;
}

/** Time limits for an API server that does not respond, in milliseconds. */
export interface ClientLimits {
  /** For the start of one response. Default: 20 s. */
  readonly responseMs?: number;
  /** For a request with all of its retries. Default: 60 s. */
  readonly patienceMs?: number;
}

export function createClient(
  access: ClusterAccess,
  clock: Clock,
  {responseMs = 20_000, patienceMs = 60_000}: ClientLimits = {},
): KubernetesClient {
  const connection = connectTo(access, clock, responseMs);
  const askDatedOnce = async <Answer>(request: ApiRequest): Promise<DatedAnswer<Answer>> => {
    const response = await connection.send(request);
    const text = await textOf(response, {server: access.server, clock, responseMs, signal: request.signal});
    return {answer: JSON.parse(text) as Answer, serverTime: Date.parse(response.headers.date ?? '')};
  };
  const askOnce = async <Answer>(request: ApiRequest): Promise<Answer> =>
    (await askDatedOnce<Answer>(request)).answer;
  const patiently = async <T>(signal: AbortSignal, work: (attempt: number) => Promise<T>): Promise<T> =>
    await withPatience(work, {clock, patienceMs, signal});
  return {
    ...{access, clock, connection, askOnce, patiently},
    ask: async request => await patiently(request.signal, async () => await askOnce(request)),
    askDated: async request => await patiently(request.signal, async () => await askDatedOnce(request)),
    close: connection.close,
  };
}

interface Reading {
  readonly server: string;
  readonly clock: Clock;
  readonly responseMs: number;
  readonly signal: AbortSignal;
}

async function textOf(
  response: IncomingMessage,
  {server, clock, responseMs, signal}: Reading,
): Promise<string> {
  const deadline = clock.deadline(responseMs);
  const late = new Error(`the response did not end within ${responseMs / 1_000} s`);
  deadline.signal.addEventListener('abort', () => response.destroy(late), {once: true});
  try {
    const pieces = (await response.toArray()) as Buffer[];
    return Buffer.concat(pieces).toString('utf8');
  } catch (error) {
    signal.throwIfAborted();
    throw noConnection(server, error);
  } finally {
    deadline.cancel();
  }
}
