import {mkdirSync, rmdirSync, statSync, utimesSync} from 'node:fs';
import lockfile from 'proper-lockfile';
import {hasCode} from '../vocabulary/caught-error.ts';

/** A lock that this process holds. */
export interface Lock {
  /** Releases it; no effect if it was lost. */
  release(): void;
}

export interface LockLimits {
  /** Age at which a lock that was not renewed belongs to a dead process. */
  readonly staleMs: number;
  /** How often it is renewed; default: twice while it is fresh. */
  readonly renewMs?: number;
  /** Called from a timer if it was removed or touched, or could not be renewed. */
  readonly onLost?: (error: Error) => void;
}

/** The time of a new lock is up to the next full second and 5 ms in the future: the library finds out how exact file times are. */
export const LOCK_AHEAD_MS = 1_005;

/**
 * Takes the lock `path`: a directory, since only one process can create it, whose file time shows that the holder is alive.
 * Synchronous, as each step takes microseconds, and a trip to Node's thread pool more.
 *
 * @returns `undefined` if another process holds it
 * @throws the system's error if it cannot be created
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

/** All that the library uses without `realpath`. It copies what it is given, and a copy of all of `node:fs` loads its promises and streams. */
const FILES = {mkdirSync, rmdirSync, statSync, utimesSync};

/** A lock that is lost has been given back, and one that the disk does not let go becomes stale. */
function ignoring(work: () => void): void {
  try {
    work();
  } catch {
    // See above.
  }
}
