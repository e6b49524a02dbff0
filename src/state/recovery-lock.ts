import {join} from 'node:path';
import {codeOf} from '../vocabulary/caught-error.ts';
import {isFull} from './disk-reserve.ts';
import {takeLock} from './lock.ts';

/**
 * Acquires the lock for the recovery of the dead run in `dir`, so that two processes do not recover it at the same time. Returns the
 * function that releases it; `undefined` if another process holds the lock, or has finished and removed the directory.
 *
 * Read the journal after acquiring the lock, because the previous holder may have just finished.
 *
 * A lock that is lost during the recovery (because this process was stopped for longer than {@link STALE_MS}) is not reported.
 * Removing a resource twice is harmless: a missing resource counts as removed, and processes are identified by their start times.
 */
export async function lockForRecovery(dir: string): Promise<(() => Promise<void>) | undefined> {
  // This lock is separate from the run's own lock, and has a different name.
  try {
    const lock = takeLock(join(dir, 'recovery.lock'), {staleMs: STALE_MS});
    return lock && (async () => lock.release());
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT') return undefined;
    // A disk too full for a lock directory must not prevent the recovery.
    if (isFull(error)) return async () => undefined;
    throw error;
  }
}

/** The age at which the lock of a process that died is free again. */
const STALE_MS = 10_000;
