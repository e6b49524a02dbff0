import {codeOf, messageOf} from '../../vocabulary/caught-error.ts';
import {KubernetesError} from './problem.ts';

/** Converts an error from Node to the error for a request without a response. */
export function noConnection(server: string, error: unknown): KubernetesError {
  if (error instanceof KubernetesError) return error;
  const code = codeOf(error) ?? '';
  const isTls = /CERT|TLS|SSL|SIGNATURE|EPROTO/.test(code);
  const why = KNOWN[code] ?? messageOf(error).trim().split('\n')[0] ?? code;
  return new KubernetesError({problem: isTls ? 'untrusted' : 'unreachable', server, why});
}

const KNOWN: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'it closed the connection',
  EPIPE: 'it closed the connection',
  ENOTFOUND: 'host not found',
  EAI_AGAIN: 'host not found',
  EHOSTUNREACH: 'host unreachable',
  ENETUNREACH: 'host unreachable',
  ETIMEDOUT: 'the connection timed out',
  EPROTO: 'it does not speak TLS',
};
