import {once} from 'node:events';
import type {IncomingMessage, ServerResponse} from 'node:http';
import type {AddressInfo} from 'node:net';
import {makeHttpServer} from '../processes/guarded-streams.ts';
import {ApiError} from './api-error.ts';
import type {UiServices} from './call.ts';
import {refusal} from './guard.ts';
import {sendPage} from './page.ts';
import {sendError, sendNothing} from './respond.ts';
import {routeOf} from './router.ts';
import {newToken} from './token.ts';

export interface UiOptions {
  /** 0 for one that is free. */
  readonly port: number;
  /** The folder of the page, see {@link sendPage}. */
  readonly pageFolder: string;
  /** Called with unexpected errors. */
  readonly onBug: (error: unknown) => void;
  /** Opened by the first request to the API. */
  readonly services: () => Promise<UiServices>;
}

/** A server that listens. */
export interface UiServer {
  readonly port: number;
  readonly token: string;
  /** Ends all streams; settles once every request has been answered. */
  close(): Promise<void>;
}

/** Limits for clients that send too much, or too slowly. Bodies have a limit of their own (see body.ts). */
const LIMITS = {
  maxHeaderSize: 16 * 1024,
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  keepAliveTimeout: 5_000,
  connectionsCheckingInterval: 5_000,
};

/** Browsers open six for each of their windows at most. */
const MAX_CONNECTIONS = 200;

/**
 * Serves the page and its API on 127.0.0.1.
 * @throws the system's error if it cannot listen
 */
export async function startUi(options: UiOptions): Promise<UiServer> {
  const {port: wanted} = options;
  const token = newToken();
  const server = makeHttpServer(LIMITS);
  server.maxConnections = MAX_CONNECTIONS;
  await once(server.listen({host: '127.0.0.1', port: wanted}), 'listening');
  const {port} = server.address() as AddressInfo;
  const open = new Set<AbortController>();
  server.on('request', (request, response) => {
    const gone = new AbortController();
    open.add(gone);
    response.once('close', () => {
      open.delete(gone);
      gone.abort();
    });
    void serve(request, response, {...options, port, token, signal: gone.signal});
  });
  return {
    port,
    token,
    async close() {
      const closed = once(server, 'close');
      server.close();
      for (const gone of open) gone.abort();
      await closed;
    },
  };
}

type Serving = UiOptions &
  Pick<UiServer, 'port' | 'token'> & {
    /** Fires when the client has hung up, or the server ends. */
    readonly signal: AbortSignal;
  };

async function serve(request: IncomingMessage, response: ServerResponse, serving: Serving): Promise<void> {
  const {url = '', method = ''} = request;
  const refused = refusal({url, headers: request.headers}, serving);
  if (refused !== undefined) {
    sendNothing(response, refused);
    return;
  }
  try {
    const {pathname: path, searchParams: query} = new URL(url, 'http://127.0.0.1');
    if (path === '/' && (method === 'GET' || method === 'HEAD')) {
      await sendPage(serving.pageFolder, request, response);
    } else {
      const {handler, run} = routeOf(method, path);
      const {signal} = serving;
      await handler({request, response, query, run, signal, services: await serving.services()});
    }
  } catch (error) {
    answerError(error, response, serving.onBug);
  }
}

function answerError(error: unknown, response: ServerResponse, onBug: UiOptions['onBug']): void {
  if (!(error instanceof ApiError)) onBug(error);
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const {allowed} = error instanceof ApiError ? error.facts : {};
  const headers = Array.isArray(allowed) ? {Allow: allowed.join(', ')} : {};
  const known =
    error instanceof ApiError ? error : new ApiError(500, 'internal', 'an internal error of bottle');
  sendError(response, known, headers);
}
