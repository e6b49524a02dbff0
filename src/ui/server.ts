import {once} from 'node:events';
import type {IncomingMessage, ServerResponse} from 'node:http';
import type {AddressInfo} from 'node:net';
import {makeHttpServer} from '../processes/guarded-streams.ts';
import {ApiError} from './api-error.ts';
import type {UiServices} from './call.ts';
import {hasToken, isForeign} from './guard.ts';
import {createOpenRequests} from './open-requests.ts';
import {openWithTicket, sendPage} from './page.ts';
import {sendError, sendNothing} from './respond.ts';
import {routeOf} from './router.ts';
import {newTicket, type Ticket} from './ticket.ts';
import {newToken} from './token.ts';

export interface UiOptions {
  /** The port to listen on; 0 for a free one. */
  readonly port: number;
  /** The folder of the page; see {@link sendPage}. */
  readonly pageFolder: string;
  /** Called with unexpected errors. */
  readonly onBug: (error: unknown) => void;
  /** Called by the first request to the API. */
  readonly services: () => Promise<UiServices>;
}

/** A listening server. */
export interface UiServer {
  /** The URL of the page, with the token. */
  readonly url: string;
  /** A URL for the command line of a browser. It works only once, and only for this user. */
  readonly urlWithTicket: string;
  /** Number of requests in progress. */
  openRequests(): number;
  /** Ends all streams; settles once every request has been answered. */
  close(): Promise<void>;
}

/** Limits for clients that send too much, or too slowly. Bodies have a separate limit (see body.ts). */
const LIMITS = {
  maxHeaderSize: 16 * 1024,
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  keepAliveTimeout: 5_000,
  connectionsCheckingInterval: 5_000,
};

/** A browser opens at most six. */
const MAX_CONNECTIONS = 200;

/** Time limit for clients to read the last responses. */
const LAST_ANSWERS_MS = 500;

/**
 * Serves the page and its API on 127.0.0.1.
 * @throws the system's error if it cannot listen
 */
export async function startUi(options: UiOptions): Promise<UiServer> {
  const [token, ticket] = [newToken(), newTicket()];
  const server = makeHttpServer(LIMITS);
  server.maxConnections = MAX_CONNECTIONS;
  await once(server.listen({host: '127.0.0.1', port: options.port}), 'listening');
  const {port} = server.address() as AddressInfo;
  const requests = createOpenRequests();
  server.on('request', (request, response) =>
    requests.serve(response, async signal => {
      await serve(request, response, {...options, port, token, ticket, signal});
    }),
  );
  const origin = `http://127.0.0.1:${port}`;
  return {
    url: `${origin}/?token=${token}`,
    urlWithTicket: `${origin}/?ticket=${ticket.text}`,
    openRequests: requests.count,
    async close() {
      const closed = once(server, 'close');
      server.close();
      await requests.end();
      server.closeIdleConnections();
      const late = setTimeout(() => server.closeAllConnections(), LAST_ANSWERS_MS);
      await closed;
      clearTimeout(late);
    },
  };
}

interface Serving extends UiOptions {
  readonly port: number;
  readonly token: string;
  readonly ticket: Ticket;
  readonly signal: AbortSignal;
}

async function serve(request: IncomingMessage, response: ServerResponse, serving: Serving): Promise<void> {
  const {port, token, pageFolder, signal} = serving;
  const {url = '', method = '', headers} = request;
  const [path = '', search = ''] = url.split('?', 2);
  const query = new URLSearchParams(search);
  const isPage = path === '/' && (method === 'GET' || method === 'HEAD');
  try {
    if (isForeign(headers, port)) sendNothing(response, 403);
    else if (isPage && openWithTicket(query, request, response, serving)) return;
    else if (!hasToken({path, query, headers}, token)) sendNothing(response, 401);
    else if (isPage) await sendPage(pageFolder, request, response);
    else {
      const {handler, run} = routeOf(method, path);
      await handler({request, response, query, run, signal, services: await serving.services()});
    }
  } catch (error) {
    answerError(error, response, serving.onBug);
  }
}

function answerError(error: unknown, response: ServerResponse, onBug: UiOptions['onBug']): void {
  // The rest of the body is not read.
  if (response.headersSent || response.destroyed) response.destroy();
  else sendError(response, known(error));
  if (!(error instanceof ApiError)) onBug(error);
}

function known(error: unknown): ApiError {
  return error instanceof ApiError ? error : new ApiError(500, 'internal', 'an internal error of bottle');
}
