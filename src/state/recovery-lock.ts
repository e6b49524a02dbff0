import {join} from 'node:path';
import lockfile from 'proper-lockfile';
import {isFull} from './disk-reserve.ts';

/**
 * Takes the right to take down the dead run in `dir`, so that two processes do not do it side by side; `undefined` when
 * another one has it, or has done it and removed the directory. Gives the function that gives the right back.
 *
 * Read the journal after this and not before: the one who had the right may have just finished.
 *
 * A right that is lost half-way (this process stood still for longer than {@link STALE_MS}) is not told: to undo a thing
 * twice is harmless, since what is gone counts as removed, and processes are told apart by their start times.
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
