import {mkdirSync, rmdirSync, statSync, utimesSync} from 'node:fs';
import lockfile from 'proper-lockfile';
import {hasCode} from '../vocabulary/caught-error.ts';

/** A lock that this process holds. */
export interface Lock {
  /** Releases the lock. Has no effect if the lock was lost. */
  release(): void;
}

export interface LockLimits {
  /** The age at which a lock is considered to belong to a dead process. */
  readonly staleMs: number;
  /** The interval of renewals. Default: half of `staleMs`. */
  readonly renewMs?: number;
  /** Called from a timer if the lock was removed or touched, or could not be renewed. */
  readonly onLost?: (error: Error) => void;
}

/** The modification time of a new lock is up to 1,005 ms in the future, because the library probes the precision of file times. */
export const LOCK_AHEAD_MS = 1_005;

/**
 * Takes the lock `path`. It is a directory, because only one process can create it, and its modification time shows that the holder
 * is alive. Synchronous, because each step takes microseconds, less than a trip through Node's thread pool.
 *
 * @returns `undefined` if another process holds it
 * @throws a system error if it cannot be created
 */
export function takeLock(path: string, limits: LockLimits): Lock | undefined {
  const {staleMs, renewMs = staleMs / 2, onLost = () => undefined} = limits;
  const options = {lockfilePath: path, realpath: false, stale: staleMs, update: renewMs, fs: FILES};
  try {
    const release = lockfile.lockSync(path, {...options, onCompromised: onLost});
    return {release: () => ignoring(release)};
  } catch (error) {
    if (hasCode(error, 'ELOCKED')) return undefined;
    throw error;
  }
}

/**
 * The functions that the library uses without `realpath`. It copies this object, and copying all of `node:fs` would load its promises
 * and streams.
 */
const FILES = {mkdirSync, rmdirSync, statSync, utimesSync};

/** Ignores errors: a lost lock needs no release, and a lock that cannot be removed becomes stale. */
function ignoring(work: () => void): void {
  try {
    work();
  } catch {
    // Becomes stale, as described above.
  }
}
