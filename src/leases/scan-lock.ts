import {dirname} from 'node:path';
import lockfile from 'proper-lockfile';
import {pauseMs} from '../polling/pace.ts';
import {makePrivateDirectory} from '../processes/make-directory.ts';
import type {Clock} from '../vocabulary/clock.ts';

/**
 * Runs `work`, file operations of a few milliseconds, while no other process does; but only as a courtesy, that they do
 * not get into each other's way. A lock that cannot be had in time, or is lost meanwhile, is gone without: a waiter that
 * finds a lock stale can in any case remove one that another waiter has just taken.
 * @throws the signal's reason when it fires while the lock is waited for.
 */
export async function oneAtATime<T>(
  path: string,
  {clock, signal}: LockWait,
  work: () => Promise<T>,
): Promise<T> {
  const startedAt = clock.now();
  await makePrivateDirectory(dirname(path));
  let release = await tryLock(path);
  for (;;) {
    const elapsedMs = clock.now() - startedAt;
    if (release || elapsedMs >= LOCK_LIMITS.timeoutMs) break;
    await clock.sleep(pauseMs(LOCK_LIMITS, {elapsedMs, streak: 0}), signal);
    signal.throwIfAborted();
    release = await tryLock(path);
  }
  try {
    return await work();
  } finally {
    // Lost meanwhile: then there is nothing to give back.
    await release?.().catch(() => undefined);
  }
}

/** Dependencies for waiting for the lock. */
export interface LockWait {
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Two seconds are many times longer than all processes together hold it; after that, its holder has died or is stopped. */
const LOCK_LIMITS = {timeoutMs: 2_000, attemptTimeoutMs: 2_000, successes: 1};

/** When the lock of a process that died while it had it is free again. */
const STALE_MS = 5_000;

/** Nothing to release where the lock cannot be made at all, as on a full disk: waiting would not help. */
async function tryLock(path: string): Promise<(() => Promise<void>) | undefined> {
  const options = {realpath: false, stale: STALE_MS, onCompromised: () => undefined};
  return await lockfile
    .lock(path, options)
    .catch((error: unknown) =>
      (error as NodeJS.ErrnoException).code === 'ELOCKED' ? undefined : async () => await Promise.resolve(),
    );
}
