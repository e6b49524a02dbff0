import {once} from 'node:events';
import type {ClientRequest, IncomingHttpHeaders, IncomingMessage} from 'node:http';
import type {Socket} from 'node:net';
import {urlToHttpOptions} from 'node:url';
import type {SocketEndpoint} from '../processes/find-listeners.ts';
import {startRequest} from '../processes/guarded-streams.ts';
import {codeOf, messageOf} from '../vocabulary/caught-error.ts';
import {endpointOf} from './connect.ts';
import {connectionProblem} from './connection-problem.ts';
import {hostOptions} from './resolve-host.ts';

export interface HttpResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** The first MiB of the body; `''` unless requested. */
  readonly body: string;
  /** The address that responded. */
  readonly from: SocketEndpoint | undefined;
}

/** A request and the settings for sending it. */
export interface HttpExchange {
  readonly url: URL;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Certificates (PEM) to trust instead of the system's. */
  readonly ca?: string;
  /** Whether to accept any certificate. */
  readonly insecure: boolean;
  /** Whether to read the response's body. */
  readonly readBody: boolean;
  readonly signal: AbortSignal;
  /** Called when the connection is open, before the request is sent. */
  readonly onOpen: (at: SocketEndpoint | undefined) => void;
}

/** Sends one request on a new connection, which is closed afterwards. Redirects are not followed. */
export async function exchange(request: HttpExchange): Promise<HttpResponse | {readonly problem: string}> {
  let sent: ClientRequest | undefined;
  try {
    sent = send(request);
    let from: SocketEndpoint | undefined;
    sent.once('socket', socket =>
      socket.once('connect', () => {
        from = endpointOf(socket);
        request.onOpen(from);
      }),
    );
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    const body = request.readBody ? await firstMebibyte(response) : '';
    return {status: response.statusCode ?? 0, headers: response.headers, body, from};
  } catch (error) {
    const problem = problemOf(error, request.insecure ? undefined : sent);
    if (problem === undefined) throw error;
    return {problem};
  } finally {
    sent?.destroy();
  }
}

function send({url, method, headers, body, ca, insecure, signal}: HttpExchange): ClientRequest {
  const request = startRequest(url.protocol === 'https:' ? 'https' : 'http', {
    ...urlToHttpOptions(url),
    ...hostOptions(url.hostname),
    agent: false,
    method,
    // Node does not set it for all methods.
    headers: {...(body !== undefined && {'content-length': Buffer.byteLength(body)}), ...headers},
    signal,
    rejectUnauthorized: !insecure,
    ...(ca !== undefined && {ca}),
  });
  return request.end(body);
}

const MAX_BODY_BYTES = 1024 * 1024;

async function firstMebibyte(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= MAX_BODY_BYTES) break;
  }
  return Buffer.concat(chunks).subarray(0, MAX_BODY_BYTES).toString();
}

/** @param request the request, if its certificate had to be trusted */
function problemOf(error: unknown, request: ClientRequest | undefined): string | undefined {
  const problem = connectionProblem(error);
  if (problem === undefined) return undefined;
  if (request?.socket && isDistrusted(request.socket))
    return `certificate not trusted: ${withoutAdvice(messageOf(error))}`;
  const code = codeOf(error);
  if (code === 'ECONNRESET') return 'connection closed before the response was complete';
  if (code?.startsWith('HPE_')) return 'the response is not HTTP';
  if (code === 'EPROTO' || code?.startsWith('ERR_SSL_')) return 'the response is not TLS';
  return problem;
}

/** Newer versions of Node append advice about Node flags, which does not help the author of the probe. */
function withoutAdvice(message: string): string {
  return message.split('; ')[0] ?? message;
}

function isDistrusted(socket: Socket): boolean {
  return 'authorizationError' in socket && socket.authorizationError !== null;
}
