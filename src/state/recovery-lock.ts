import {join} from 'node:path';
import lockfile from 'proper-lockfile';
import {isFull} from './disk-reserve.ts';

/**
 * Acquires the lock for the recovery of the dead run in `dir`, so that two processes do not recover it at the same time;
 * `undefined` if another one holds it, or has finished and removed the directory. Returns the function that releases it.
 *
 * Read the journal after this and not before: the previous holder may have just finished.
 *
 * A lock lost half-way (this process was stopped for longer than {@link STALE_MS}) is not reported: to undo a thing twice is
 * harmless, because a missing thing counts as removed, and processes are identified by their start times.
 */
export async function lockForRecovery(dir: string): Promise<(() => Promise<void>) | undefined> {
  // Not the run's own lock, nor under its name: the library remembers one lock for each name.
  const options = {realpath: false, stale: STALE_MS, onCompromised: () => undefined};
  try {
    const release = await lockfile.lock(join(dir, 'recovery'), options);
    return async () => await release().catch(() => undefined);
  } catch (error) {
    const {code = ''} = error as NodeJS.ErrnoException;
    if (['ELOCKED', 'ENOENT'].includes(code)) return undefined;
    // A disk that is so full that it takes no directory must not keep what is on it from being recovered.
    if (isFull(error)) return async () => undefined;
    throw error;
  }
}

/** When the right of a process that died while it had it is free again. */
const STALE_MS = 10_000;
