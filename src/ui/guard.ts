import type {IncomingHttpHeaders} from 'node:http';
import {isToken} from './token.ts';

/** The parts of a request that determine whether it is served. */
export interface GuardedRequest {
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
}

/**
 * Whether a request comes from a page of another origin.
 *
 * - `Host` must be the host of this server. This rejects names of other sites that resolve to 127.0.0.1 (DNS rebinding).
 * - Pages of other origins, including other ports on this machine, are detected by `Origin` and `Sec-Fetch-Site`, which a page cannot
 *   set.
 */
export function isForeign(
  {host, origin, 'sec-fetch-site': site}: IncomingHttpHeaders,
  port: number,
): boolean {
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  if (host === undefined || !hosts.includes(host)) return true;
  if (origin !== undefined && origin !== `http://${host}`) return true;
  return site !== undefined && site !== 'same-origin' && site !== 'none';
}

/**
 * Whether a request has the token, which keeps out other users of this machine. Only the URL of the page contains the token; the page
 * sends it in a header with each request.
 */
export function hasToken({path, query, headers}: GuardedRequest, token: string): boolean {
  const bearer = /^Bearer ([\w-]+)$/i.exec(headers.authorization ?? '')?.[1];
  return isToken(path === '/' ? (query.get('token') ?? undefined) : bearer, token);
}
