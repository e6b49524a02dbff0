import {createServer, type IncomingMessage, type Server, type ServerResponse} from 'node:http';
import {createServer as createTlsServer, type ServerOptions} from 'node:https';
import {text} from 'node:stream/consumers';
import {findAccess} from '../../src/kubernetes/api/find-access.ts';
import type {ClusterAccess} from '../../src/kubernetes/api/access.ts';
import {createClient, type ClientLimits, type KubernetesClient} from '../../src/kubernetes/api/client.ts';
import {systemClock} from '../../src/processes/system-clock.ts';
import type {Clock} from '../../src/vocabulary/clock.ts';
import {onTestFinished} from 'vitest';
import {listen} from './listen.ts';

/** A request received by a fake API server. */
export interface FakeRequest {
  readonly method: string;
  /** The path without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: unknown;
}

/** Answers a request with a status and an object, or writes to `response` itself. */
export type FakeHandler = (
  request: FakeRequest,
  response: ServerResponse,
) => FakeAnswer | undefined | Promise<FakeAnswer | undefined>;

export interface FakeAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: object;
}

/** A server that responds as specified by the test, for failures that cannot be provoked in a real API server. */
export interface FakeApiServer {
  readonly url: string;
  readonly server: Server;
  /** Requests in order, such as `GET /api/v1/pods`. */
  readonly requests: string[];
  /** A client of this server, closed after the test. */
  client(options?: {readonly clock?: Clock; readonly limits?: ClientLimits}): KubernetesClient;
}

/** Serves until the end of the test. */
export async function fakeApiServer(handler: FakeHandler, tls?: ServerOptions): Promise<FakeApiServer> {
  const requests: string[] = [];
  const serve = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    const {pathname, searchParams} = new URL(message.url ?? '', 'http://server');
    const method = message.method ?? '';
    requests.push(`${method} ${pathname}`);
    const content = await text(message);
    const body: unknown = content === '' ? undefined : JSON.parse(content);
    const request = {method, path: pathname, query: searchParams, headers: message.headers, body};
    const answer = await handler(request, response);
    if (!answer) return;
    const headers = {'content-type': 'application/json', ...answer.headers};
    response.writeHead(answer.status ?? 200, headers).end(JSON.stringify(answer.body ?? {}));
  };
  const onRequest = (message: IncomingMessage, response: ServerResponse): void => {
    serve(message, response).catch((error: unknown) => response.destroy(error as Error));
  };
  const server = tls ? createTlsServer(tls, onRequest) : createServer(onRequest);
  const url = `${tls ? 'https' : 'http'}://127.0.0.1:${await listen(server)}`;
  return {
    ...{url, server, requests},
    client: ({clock = systemClock, limits} = {}) => clientOf(accessTo(url), clock, limits),
  };
}

/** Access without credentials. */
export function accessTo(server: string): ClusterAccess {
  return {
    ...{server, context: 'fake', namespace: 'default', source: 'a test', tls: {insecure: false}},
    credentials: {current: async () => ({headers: {}})},
  };
}

/** A client for a kubeconfig, closed after the test. */
export async function clientBy(kubeconfig: string): Promise<KubernetesClient> {
  const access = await findAccess({kubeconfig}, {env: {}, home: '/nowhere', clock: systemClock});
  return clientOf(access, systemClock);
}

function clientOf(access: ClusterAccess, clock: Clock, limits?: ClientLimits): KubernetesClient {
  const client = createClient(access, clock, limits);
  onTestFinished(() => client.close());
  return client;
}

/** The body of an error response. */
export function statusBody(code: number, reason: string, message: string): FakeAnswer {
  return {status: code, body: {kind: 'Status', apiVersion: 'v1', status: 'Failure', code, reason, message}};
}
