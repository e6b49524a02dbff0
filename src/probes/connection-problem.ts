/** Why a connection or a file could not be had, in a few words; `undefined` for an error that the system does not know: a bug. */
export function connectionProblem(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  const code = String(error.code);
  return words.get(code) ?? (error.message === '' ? code : error.message);
}

const words = new Map([
  ['ECONNREFUSED', 'connection refused'],
  ['ECONNRESET', 'connection reset'],
  ['ETIMEDOUT', 'connection timed out'],
  ['EHOSTUNREACH', 'host unreachable'],
  ['ENETUNREACH', 'network unreachable'],
  ['EADDRNOTAVAIL', 'address not available'],
  ['ENOTFOUND', 'host name not found'],
  ['EAI_AGAIN', 'host name not found: the name server does not answer'],
  ['ENOENT', 'does not exist'],
  ['ENOTDIR', 'does not exist'],
  ['EACCES', 'permission denied'],
]);
