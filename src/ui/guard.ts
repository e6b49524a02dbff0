import type {IncomingHttpHeaders} from 'node:http';
import {isToken} from './token.ts';

/** The parts of a request that decide whether it is served. */
export interface GuardedRequest {
  /** As sent: a path with a query. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
}

/** The server's own facts. */
export interface GuardFacts {
  readonly port: number;
  readonly token: string;
}

/**
 * The status with which a request is refused; `undefined` if it is served. Checked before anything else of the request is read.
 *
 * - `Host` must be this server's own: a name that another site resolves to 127.0.0.1 (DNS rebinding) is refused.
 * - Pages of other origins, also of other ports of this machine, are refused by `Origin` and `Sec-Fetch-Site`, which they cannot set.
 * - The token keeps out other users of this machine, who can connect as well.
 */
export function refusal(request: GuardedRequest, {port, token}: GuardFacts): 403 | 401 | undefined {
  const {host, origin, 'sec-fetch-site': site} = request.headers;
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  if (host === undefined || !hosts.includes(host)) return 403;
  if (origin !== undefined && !hosts.map(each => `http://${each}`).includes(origin)) return 403;
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return 403;
  return isToken(tokenOf(request), token) ? undefined : 401;
}

/** The page has the token in its address, and sends it in a header with each of its requests, which no address then shows. */
function tokenOf({url, headers}: GuardedRequest): string | undefined {
  const [path = '', query = ''] = url.split('?');
  if (path === '/') return new URLSearchParams(query).get('token') ?? undefined;
  return /^Bearer ([\w-]+)$/i.exec(headers.authorization ?? '')?.[1];
}
