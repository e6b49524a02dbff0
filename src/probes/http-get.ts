import {once} from 'node:events';
import {get as getPlain, type ClientRequest, type IncomingHttpHeaders, type IncomingMessage} from 'node:http';
import {get as getSecure} from 'node:https';
import type {Socket} from 'node:net';
import {connectionProblem} from './connection-problem.ts';

export interface HttpResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Its first MiB; `''` unless asked for. */
  readonly body: string;
}

interface GetOptions {
  /** Certificates (PEM) to trust instead of the system's. */
  readonly ca?: string;
  readonly readBody: boolean;
  readonly signal: AbortSignal;
}

/** Asks once, on a connection of its own that is closed afterwards; redirects are not followed. */
export async function httpGet(
  url: URL,
  {ca, readBody, signal}: GetOptions,
): Promise<HttpResponse | {readonly problem: string}> {
  let request: ClientRequest | undefined;
  try {
    request = (url.protocol === 'https:' ? getSecure : getPlain)(url, {
      agent: false,
      signal,
      ...(ca !== undefined && {ca}),
    });
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    // An error that comes later shows in the body, or does not matter any more.
    request.on('error', () => undefined);
    const body = readBody ? await firstMebibyte(response) : '';
    return {status: response.statusCode ?? 0, headers: response.headers, body};
  } catch (error) {
    const problem = problemOf(error, request);
    if (problem === undefined) throw error;
    return {problem};
  } finally {
    request?.destroy();
  }
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

function problemOf(error: unknown, request: ClientRequest | undefined): string | undefined {
  const problem = connectionProblem(error);
  if (problem === undefined) return undefined;
  if (request?.socket && isDistrusted(request.socket))
    return `certificate not trusted: ${withoutAdvice((error as Error).message)}`;
  const {code} = error as NodeJS.ErrnoException;
  if (code === 'ECONNRESET') return 'connection closed without a whole answer';
  if (code?.startsWith('HPE_')) return 'the answer is not HTTP';
  if (code === 'EPROTO' || code?.startsWith('ERR_SSL_')) return 'the answer is not TLS';
  return problem;
}

/** Newer versions of Node go on with flags of Node, which are no help to who wrote the probe. */
function withoutAdvice(message: string): string {
  return message.split('; ')[0] ?? message;
}

function isDistrusted(socket: Socket): boolean {
  return 'authorizationError' in socket && socket.authorizationError !== null;
}
