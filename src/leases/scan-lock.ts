import {dirname} from 'node:path';
import {pauseMs} from '../polling/pace.ts';
import {ignoreSystemErrors} from '../processes/expected-error.ts';
import {makePrivateDirectory} from '../processes/make-directory.ts';
import {takeLock, type Lock} from '../state/lock.ts';
import type {Clock} from '../vocabulary/clock.ts';

/**
 * Runs `work` (file operations of a few milliseconds) while no other process does. The lock only reduces contention. If it cannot be
 * acquired in time or is lost, the work continues without it. It cannot guarantee exclusion anyway, because a waiter that finds a
 * stale lock may remove the lock that another waiter has just taken.
 * @throws the signal's reason if it fires during the wait for the lock
 */
export async function oneAtATime<T>(
  path: string,
  {clock, signal}: LockWait,
  work: () => Promise<T>,
): Promise<T> {
  const startedAt = clock.now();
  await makePrivateDirectory(dirname(path));
  let lock = tryLock(path);
  for (;;) {
    const elapsedMs = clock.now() - startedAt;
    if (lock || elapsedMs >= LOCK_LIMITS.timeoutMs) break;
    await clock.sleep(pauseMs(LOCK_LIMITS, {elapsedMs, streak: 0}), signal);
    signal.throwIfAborted();
    lock = tryLock(path);
  }
  try {
    return await work();
  } finally {
    lock?.release();
  }
}

/** Dependencies for waiting for the lock. */
export interface LockWait {
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Two seconds is many times longer than all processes together hold the lock. After that, its holder has died or is stopped. */
const LOCK_LIMITS = {timeoutMs: 2_000, attemptTimeoutMs: 2_000, successes: 1};

/** The age at which the lock of a dead process is free again. */
const STALE_MS = 5_000;

/** Tries to take the lock. If it cannot be created at all, as on a full disk, returns an empty lock, because waiting would not help. */
function tryLock(path: string): Lock | undefined {
  try {
    return takeLock(`${path}.lock`, {staleMs: STALE_MS});
  } catch (error) {
    ignoreSystemErrors(error);
    return {release: () => undefined};
  }
}
