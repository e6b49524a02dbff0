import {join} from 'node:path';
import {codeOf} from '../vocabulary/caught-error.ts';
import {isFull} from './disk-reserve.ts';
import {takeLock} from './lock.ts';

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
  // Not the run's own lock, nor under its name.
  try {
    const lock = takeLock(join(dir, 'recovery.lock'), {staleMs: STALE_MS});
    return lock && (async () => lock.release());
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT') return undefined;
    // A disk that is so full that it takes no directory must not keep what is on it from being recovered.
    if (isFull(error)) return async () => undefined;
    throw error;
  }
}

/** When the right of a process that died while it had it is free again. */
const STALE_MS = 10_000;
