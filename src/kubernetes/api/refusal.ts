import type {IncomingMessage} from 'node:http';
import {KubernetesError, type RefusedRequest, type RequestedThing} from './problem.ts';

/** The body of an error response. https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/status/ */
export interface StatusBody {
  readonly code?: number;
  readonly reason?: string;
  readonly message?: string;
  readonly details?: {readonly retryAfterSeconds?: number};
}

/** The error for a response with a status of 400 or more. */
export async function refusal(response: IncomingMessage, asked: RequestedThing): Promise<KubernetesError> {
  const {statusCode: status = 0, headers} = response;
  const text = await response.toArray().then(
    pieces => Buffer.concat(pieces as Buffer[]).toString('utf8'),
    () => '',
  );
  const body = statusOf(text);
  const why = (body.message ?? text).replace(/\s+/g, ' ').trim() || `it responded with status ${status}`;
  return refused({...body, code: status, message: why}, asked, headers['retry-after']);
}

/** The error for a status of the API server, in a response or in a watch. */
export function refused(body: StatusBody, asked: RequestedThing, retryAfter?: string): KubernetesError {
  const {code: status = 0, message = `it responded with status ${status}`} = body;
  const retryAfterMs = pauseOf(retryAfter, body.details?.retryAfterSeconds);
  // The API server may have checked another verb: for WebSockets `get` or `create`, depending on its version.
  const [, verb = asked.verb] = /cannot (\S+) resource/.exec(message) ?? [];
  return new KubernetesError({
    ...{...asked, verb, problem: problemOf(body), status, why: message},
    ...(retryAfterMs !== undefined && {retryAfterMs}),
  });
}

function statusOf(text: string): StatusBody {
  try {
    return JSON.parse(text) as StatusBody;
  } catch {
    return {};
  }
}

const BY_STATUS: Readonly<Record<number, RefusedRequest['problem']>> = {
  401: 'unauthorized',
  404: 'not-found',
  409: 'conflict',
  410: 'expired',
  422: 'invalid',
  429: 'too-many-requests',
};

function problemOf({code: status = 0, reason, message = ''}: StatusBody): RefusedRequest['problem'] {
  if (reason === 'AlreadyExists') return 'exists';
  if (reason === 'Expired') return 'expired';
  // Violations of quotas and other policies have the same status as missing permissions.
  if (status === 403) return /cannot \S+ resource|cannot \S+ path/.test(message) ? 'forbidden' : 'refused';
  return BY_STATUS[status] ?? (status >= 500 ? 'unavailable' : 'refused');
}

function pauseOf(header: string | undefined, seconds: number | undefined): number | undefined {
  if (header === undefined) return seconds === undefined ? undefined : seconds * 1_000;
  return /^\d+$/.test(header) ? Number(header) * 1_000 : Math.max(0, Date.parse(header) - Date.now());
}
