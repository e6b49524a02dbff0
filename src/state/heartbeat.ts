import {rmSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {messageOf} from '../vocabulary/caught-error.ts';
import {LOCK_AHEAD_MS, takeLock, type Lock} from './lock.ts';

/** How often the heartbeat is renewed. */
const BEAT_MS = 5_000;

/**
 * A run without a heartbeat for this long counts as dead if its process cannot be checked: six beats, so that a run
 * on a machine under load does not count as dead.
 */
export const STALE_MS = 6 * BEAT_MS;

/** A running heartbeat. */
export interface Heartbeat {
  /** Ends it and removes its lock; never rejects. */
  stop(): Promise<void>;
}

/** Called if the lock of a run is lost: it was removed or touched. */
export interface LossHandling {
  /** Restores missing files of the directory before the lock is taken again. Default: nothing. */
  readonly restore?: () => Promise<void>;
  /** Called afterwards. */
  readonly onLost: (loss: HeartbeatLoss) => void;
}

/**
 * Holds the lock of the run in `dir`; the file time of the lock is the heartbeat of the run. No other process
 * takes this lock: the directory belongs to the run.
 */
export async function keepHeartbeat(
  dir: string,
  {restore = async () => undefined, onLost}: LossHandling,
): Promise<Heartbeat> {
  let stopped = false;
  // The lock, being taken or held.
  let lock = Promise.resolve(heldLock(dir, lost));

  // Called from a timer, where a throw would end the process.
  function lost(error: Error): void {
    if (stopped) return;
    lock = restore().then(() => retake(dir, lost));
    lock.then(
      () => onLost({why: error.message, recovered: true}),
      (again: unknown) => onLost({why: messageOf(again), recovered: false}),
    );
  }

  return {
    async stop() {
      stopped = true;
      await lock.then(held => held.release()).catch(() => undefined);
    },
  };
}

/** A lock of a run that was lost, or could not be renewed. */
export interface HeartbeatLoss {
  /** Why it was lost or, if it is lost for good, why it could not be taken again. */
  readonly why: string;
  /** Whether it was taken again. */
  readonly recovered: boolean;
}

/**
 * How long ago the run in `dir` last gave a sign of life: its heartbeat, or if there is no lock (yet) the last change
 * of the directory; infinitely long if there is no directory.
 */
export async function heartbeatAgeMs(dir: string, wallClock: () => number = Date.now): Promise<number> {
  const beat = modifiedAt(join(dir, LOCK)) ?? modifiedAt(dir);
  return beat === undefined ? Infinity : wallClock() - beat;
}

/**
 * A time by the wall clock at which the run in `dir` was certainly alive: that of its last heartbeat, or a little
 * before. `undefined` if its lock is gone.
 */
export async function lastHeartbeat(dir: string): Promise<number | undefined> {
  const beat = modifiedAt(join(dir, LOCK));
  return beat === undefined ? undefined : beat - LOCK_AHEAD_MS;
}

const LOCK = 'lock';

/** @throws the system's error, or that the lock is another's: then the directory is not this run's */
function heldLock(dir: string, onLost: (error: Error) => void): Lock {
  const lock = takeLock(join(dir, LOCK), {staleMs: STALE_MS, renewMs: BEAT_MS, onLost});
  if (lock === undefined) throw new Error(`another process holds the lock of \`${dir}\``);
  return lock;
}

function retake(dir: string, onLost: (error: Error) => void): Lock {
  rmSync(join(dir, LOCK), {recursive: true, force: true});
  return heldLock(dir, onLost);
}

function modifiedAt(path: string): number | undefined {
  return statSync(path, {throwIfNoEntry: false})?.mtimeMs;
}
