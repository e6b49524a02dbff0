import {exhaustedBy} from '../vocabulary/exhausted.ts';

/**
 * Reads from /proc/PID. Returns `none` if the process is gone or cannot be accessed.
 * @throws EMFILE and similar errors, which do not concern the process
 */
export async function ifReadable<T>(reading: Promise<T>, none: T): Promise<T> {
  return await reading.catch((error: unknown) => {
    if (exhaustedBy(error)) throw error;
    return none;
  });
}
