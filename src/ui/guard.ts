import type {IncomingHttpHeaders} from 'node:http';
import {isToken} from './token.ts';

/** The parts of a request that decide whether it is served. */
export interface GuardedRequest {
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
}

/**
 * Whether a request is not from this server's own page, nor typed by a person.
 *
 * - `Host` must be this server's own: a name that another site resolves to 127.0.0.1 (DNS rebinding) is refused.
 * - Pages of other origins, also of other ports of this machine, are refused by `Origin` and `Sec-Fetch-Site`, which they cannot set.
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
 * Whether a request has the token, which keeps out other users of this machine. The page has it in its address, and sends it in a
 * header with each of its requests, so that no other address shows it.
 */
export function hasToken({path, query, headers}: GuardedRequest, token: string): boolean {
  const bearer = /^Bearer ([\w-]+)$/i.exec(headers.authorization ?? '')?.[1];
  return isToken(path === '/' ? (query.get('token') ?? undefined) : bearer, token);
}
