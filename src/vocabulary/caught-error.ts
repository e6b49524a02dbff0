/** The code of a caught value, such as `ENOENT`; `undefined` if it has none. */
export function codeOf(error: unknown): string | undefined {
  return textOf(error, 'code');
}

/** Whether a caught value has one of these codes. */
export function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  return codes.includes(codeOf(error) ?? '');
}

/** The system call that failed, such as `open`; `undefined` if the error does not come from the system. */
export function syscallOf(error: unknown): string | undefined {
  return textOf(error, 'syscall');
}

/** The message of a caught value, which need not be an error. */
export function messageOf(error: unknown): string {
  return asError(error).message;
}

/** The message in one line. */
export function reasonOf(error: unknown): string {
  return messageOf(error).replace(/\s+/g, ' ').trim();
}

/** The thrown value itself if it is an error; otherwise an error with the value as its message. */
export function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

function textOf(error: unknown, key: 'code' | 'syscall'): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const value: unknown = Reflect.get(error, key);
  return typeof value === 'string' ? value : undefined;
}
