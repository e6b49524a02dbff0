import {exhaustedBy} from '../vocabulary/exhausted.ts';

/**
 * What /proc gives of a process, or `none` if the process is gone or may not be looked at.
 * @throws EMFILE and the like, which say nothing about the process
 */
export async function ifReadable<T>(reading: Promise<T>, none: T): Promise<T> {
  return await reading.catch((error: unknown) => {
    if (exhaustedBy(error)) throw error;
    return none;
  });
}
