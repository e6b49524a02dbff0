import {hasCode} from '../vocabulary/caught-error.ts';

/** The result of `done`, or `undefined` if it fails with one of the `expected` error codes. */
export async function ignoreErrors<T>(expected: readonly string[], done: Promise<T>): Promise<T | undefined> {
  try {
    return await done;
  } catch (error) {
    if (hasCode(error, ...expected)) return undefined;
    throw error;
  }
}

/** The result, or `undefined` if the file or directory does not exist. */
export async function ifExists<T>(found: Promise<T>): Promise<T | undefined> {
  return await ignoreErrors(['ENOENT'], found);
}

/** Whether `done` resolves; `false` if it fails with one of the `expected` error codes. */
export async function succeeds(done: Promise<unknown>, expected: readonly string[]): Promise<boolean> {
  return (
    (await ignoreErrors(
      expected,
      done.then(() => true),
    )) ?? false
  );
}

/** Whether an error came from the system (full disk, missing file). Any other error is a bug. */
export function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error && 'syscall' in error;
}

/** Whether this process or the system has no file descriptors left. */
export function isOutOfDescriptors(error: unknown): boolean {
  return hasCode(error, 'EMFILE', 'ENFILE');
}

/** For a `catch` that ignores system errors and rethrows all others. */
export function ignoreSystemErrors(error: unknown): void {
  if (!isSystemError(error)) throw error;
}
