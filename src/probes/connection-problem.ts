import {enumerated} from '../vocabulary/listed.ts';

/** A short reason why a connection or a file was not available; `undefined` for an error that is not from the system, which is a bug. */
export function connectionProblem(error: unknown): string | undefined {
  if (error instanceof AggregateError) return problemOfAll(error.errors);
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  const code = String(error.code);
  return messages.get(code) ?? (error.message === '' ? code : error.message);
}

/** The problem of a host with several addresses, none of which can be reached. */
function problemOfAll(errors: readonly unknown[]): string | undefined {
  const addresses = new Map<string, string[]>();
  for (const error of errors) {
    const problem = connectionProblem(error);
    if (problem === undefined) return undefined;
    const {address = 'one of its addresses'} = error as {readonly address?: string};
    addresses.set(problem, [...(addresses.get(problem) ?? []), address]);
  }
  return [...addresses].map(([problem, at]) => `${problem} on ${enumerated(at, 'and')}`).join(', ');
}

const messages = new Map([
  ['ECONNREFUSED', 'connection refused'],
  ['ECONNRESET', 'connection reset'],
  ['ETIMEDOUT', 'connection timed out'],
  ['EHOSTUNREACH', 'host unreachable'],
  ['ENETUNREACH', 'network unreachable'],
  ['EADDRNOTAVAIL', 'address not available'],
  ['ENOTFOUND', 'host name not found'],
  ['EAI_AGAIN', 'host name not found: the name server does not respond'],
  ['ENOENT', 'does not exist'],
  ['ENOTDIR', 'does not exist'],
  ['EACCES', 'permission denied'],
]);
