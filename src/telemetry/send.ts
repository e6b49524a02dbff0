import {promisify} from 'node:util';
import {gzip} from 'node:zlib';
import {startRequest} from '../processes/guarded-streams.ts';
import type {TraceSettings} from './settings.ts';

/** The answer of a collector, or the reason why it did not answer. */
export type SendResult =
  | {readonly outcome: 'accepted'; readonly refused?: Refused}
  /** The request may be retried, after `afterMs` if the collector set a time. */
  | {readonly outcome: 'busy'; readonly afterMs?: number; readonly why: string}
  | {readonly outcome: 'unreachable' | 'failed'; readonly why: string};

/** Spans that the collector rejected although it accepted the request. */
export interface Refused {
  readonly spans: number;
  readonly why: string;
}

export type Connection = Pick<TraceSettings, 'url' | 'headers' | 'compression'> & {
  /** In PEM format. */
  readonly tls: {readonly ca?: string; readonly cert?: string; readonly key?: string};
};

/** Sends an OTLP/JSON request: https://opentelemetry.io/docs/specs/otlp/#otlphttp */
export async function send(json: string, connection: Connection, signal: AbortSignal): Promise<SendResult> {
  const {url, headers, compression, tls} = connection;
  const body = compression === 'gzip' ? await compress(json) : Buffer.from(json);
  return await new Promise(resolve => {
    const unreachable = (error: Error): void =>
      resolve({outcome: 'unreachable', why: signal.aborted ? 'it did not answer in time' : error.message});
    const request = startRequest(url.protocol === 'https:' ? 'https' : 'http', {
      ...{method: 'POST', hostname: url.hostname.replace(/^\[(.*)\]$/, '$1'), port: url.port, signal, ...tls},
      path: `${url.pathname}${url.search}`,
      ...(url.username !== '' && {auth: decodeURIComponent(`${url.username}:${url.password}`)}),
      headers: {
        'user-agent': 'bottle-otlp',
        ...headers,
        'content-type': 'application/json',
        'content-length': body.length,
        ...(compression === 'gzip' && {'content-encoding': 'gzip'}),
      },
    });
    request.on('error', unreachable);
    request.on('response', response => {
      let text = '';
      response.setEncoding('utf8');
      response.on('error', unreachable);
      response.on('data', (piece: string) => (text = `${text}${piece}`.slice(0, LONGEST_ANSWER)));
      response.on('end', () => {
        const {statusCode = 0, headers: answered} = response;
        resolve(resultOf(statusCode, answered['retry-after'], text));
      });
    });
    request.end(body);
  });
}

const compress = promisify(gzip);
const LONGEST_ANSWER = 65_536;

/** Status codes of requests that may be retried: https://opentelemetry.io/docs/specs/otlp/#retryable-response-codes */
const MAY_RETRY = [429, 502, 503, 504];

function resultOf(status: number, retryAfter: string | undefined, text: string): SendResult {
  const why = `HTTP ${status}`;
  if (status >= 200 && status < 300) {
    const refused = refusedOf(text);
    return {outcome: 'accepted', ...(refused && {refused})};
  }
  if (!MAY_RETRY.includes(status)) return {outcome: 'failed', why};
  const afterMs = retryAfter === undefined ? undefined : afterMsOf(retryAfter);
  return {outcome: 'busy', why, ...(afterMs !== undefined && {afterMs})};
}

/** Milliseconds until the time in a `Retry-After` header, which is a number of seconds or a date. */
function afterMsOf(text: string): number | undefined {
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - Date.now();
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}

function refusedOf(text: string): Refused | undefined {
  try {
    const {partialSuccess} = JSON.parse(text) as {
      partialSuccess?: {rejectedSpans?: string | number; errorMessage?: string};
    };
    const spans = Number(partialSuccess?.rejectedSpans ?? 0);
    return spans > 0 ? {spans, why: partialSuccess?.errorMessage ?? ''} : undefined;
  } catch {
    return undefined;
  }
}
