import type {OutgoingHttpHeaders, ServerResponse} from 'node:http';
import type {ApiError} from './api-error.ts';

/** The policy for all responses except the page: nothing is allowed. */
const NOTHING = policyText({});

/** Headers of every response. */
const SAFE: OutgoingHttpHeaders = {
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Cache-Control': 'no-store',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

/** Sends the status and the headers. */
export function startResponse(
  response: ServerResponse,
  status: number,
  headers: OutgoingHttpHeaders = {},
): void {
  response.writeHead(status, {...SAFE, 'Content-Security-Policy': NOTHING, ...headers});
}

export function sendJson(
  response: ServerResponse,
  status: number,
  value: unknown,
  headers: OutgoingHttpHeaders = {},
): void {
  startResponse(response, status, {'Content-Type': 'application/json; charset=utf-8', ...headers});
  response.end(`${JSON.stringify(value)}\n`);
}

/** Sends an error and hangs up without reading the rest of the request. */
export function sendError(response: ServerResponse, {status, code, message, facts}: ApiError): void {
  const {allowed} = facts;
  sendJson(
    response,
    status,
    {error: {code, message, ...facts}},
    {Connection: 'close', ...(Array.isArray(allowed) && {Allow: allowed.join(', ')})},
  );
}

/** Rejects a request with an empty body, and hangs up. */
export function sendNothing(response: ServerResponse, status: number): void {
  startResponse(response, status, {Connection: 'close'});
  response.end();
}

/** A Content-Security-Policy that allows scripts and styles with these hashes, and nothing else. */
export function policyText({
  script = [],
  style = [],
}: {
  readonly script?: readonly string[];
  readonly style?: readonly string[];
}): string {
  const sources = (hashes: readonly string[]): string => hashes.map(hash => `'${hash}'`).join(' ');
  return [
    "default-src 'none'",
    ...(script.length > 0 ? [`script-src ${sources(script)}`] : []),
    ...(style.length > 0 ? [`style-src ${sources(style)}`] : []),
    // The page creates its worker from a part of its script (page/log/matcher.ts). No other URL may become a script.
    ...(script.length > 0
      ? ["connect-src 'self'", 'img-src data:', 'worker-src blob:', 'trusted-types search']
      : []),
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
  ].join('; ');
}
