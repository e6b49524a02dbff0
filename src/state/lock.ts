import {mkdirSync, rmdirSync, statSync, utimesSync} from 'node:fs';
import {ignoreSystemErrors} from '../processes/expected-error.ts';

/** A lock that this process holds. */
export interface Lock {
  /** Gives it back; nothing is left to do if it was lost. */
  release(): void;
}

export interface LockLimits {
  /** A lock that has not been renewed for this long is that of a process that died. */
  readonly staleMs: number;
  /** How often it is renewed; default: twice while it is fresh. */
  readonly renewMs?: number;
  /** Called from a timer if it was removed or touched, or could not be renewed. */
  readonly onLost?: (error: Error) => void;
}

/**
 * Takes the lock `path`: a directory, since only one process can create it, whose file time shows that the holder is alive. The same
 * as the package proper-lockfile makes, which takes 3 ms to load. Synchronous, as each step takes microseconds.
 *
 * @returns `undefined` if another process holds it
 * @throws the system's error if it cannot be created
 */
export function takeLock(path: string, limits: LockLimits): Lock | undefined {
  const isTaken = make(path) || (isStale(path, limits.staleMs) && remake(path));
  return isTaken ? hold(path, limits) : undefined;
}

/** @returns whether it was not there */
function make(path: string): boolean {
  try {
    mkdirSync(path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Also one that has just been released. */
function isStale(path: string, staleMs: number): boolean {
  const stats = statSync(path, {throwIfNoEntry: false});
  return stats === undefined || stats.mtimeMs < Date.now() - staleMs;
}

function remake(path: string): boolean {
  try {
    rmdirSync(path);
  } catch (error) {
    // Another process was faster.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  return make(path);
}

function hold(path: string, {staleMs, renewMs = staleMs / 2, onLost = () => undefined}: LockLimits): Lock {
  let renewedAt = Date.now();
  // Another process's lock has another time.
  let mtimeMs = statSync(path).mtimeMs;
  let timer: NodeJS.Timeout;
  const renewIn = (ms: number): void => {
    timer = setTimeout(renew, ms);
    timer.unref();
  };
  const stop = (): void => {
    clearTimeout(timer);
    process.off('exit', release);
  };
  function renew(): void {
    try {
      if (statSync(path).mtimeMs !== mtimeMs) throw new TouchedLock();
      renewedAt = Date.now();
      utimesSync(path, renewedAt / 1000, renewedAt / 1000);
      mtimeMs = statSync(path).mtimeMs;
      renewIn(renewMs);
    } catch (error) {
      // A file system with a temporary problem is asked again.
      if (!isLoss(error as Error) && renewedAt + staleMs > Date.now()) renewIn(RETRY_MS);
      else {
        stop();
        onLost(error as Error);
      }
    }
  }
  function release(): void {
    stop();
    // If the disk refuses: a lock that stays becomes stale.
    ignoring(() => {
      if (statSync(path).mtimeMs === mtimeMs) rmdirSync(path);
    });
  }
  renewIn(renewMs);
  process.on('exit', release);
  return {release};
}

const RETRY_MS = 1_000;

function ignoring(work: () => void): void {
  try {
    work();
  } catch (error) {
    ignoreSystemErrors(error);
  }
}

class TouchedLock extends Error {
  constructor() {
    super('the lock was touched or taken by another process');
  }
}

function isLoss(error: Error): boolean {
  return error instanceof TouchedLock || ('code' in error && error.code === 'ENOENT');
}
