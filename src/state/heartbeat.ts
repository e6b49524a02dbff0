import {rmSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {messageOf} from '../vocabulary/caught-error.ts';
import {LOCK_AHEAD_MS, takeLock, type Lock} from './lock.ts';

/** The interval between heartbeats. */
const BEAT_MS = 5_000;

/**
 * A run whose process cannot be checked counts as dead after this time without a heartbeat. Six beats leave a margin for machines
 * under load.
 */
export const STALE_MS = 6 * BEAT_MS;

/** A running heartbeat. */
export interface Heartbeat {
  /** Stops the heartbeat and removes its lock. Never rejects. */
  stop(): Promise<void>;
}

/** Callbacks for a lost lock, which was removed or touched. */
export interface LossHandling {
  /** Restores missing files of the directory before the lock is taken again. Default: does nothing. */
  readonly restore?: () => Promise<void>;
  /** Called afterwards. */
  readonly onLost: (loss: HeartbeatLoss) => void;
}

/**
 * Holds the lock of the run in `dir`. The modification time of the lock is the run's heartbeat. No other process takes this lock,
 * because the directory belongs to the run.
 */
export async function keepHeartbeat(
  dir: string,
  {restore = async () => undefined, onLost}: LossHandling,
): Promise<Heartbeat> {
  let stopped = false;
  // The lock, acquired or pending.
  let lock = Promise.resolve(heldLock(dir, lost));

  // Called from a timer, where an exception would end the process.
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

/** The loss of a run's lock, or a failure to renew it. */
export interface HeartbeatLoss {
  /** The cause of the loss, or why the lock could not be taken again. */
  readonly why: string;
  /** Whether it was taken again. */
  readonly recovered: boolean;
}

/**
 * The time since the last heartbeat of the run in `dir`, or since the last change of the directory if there is no lock; infinite if
 * there is no directory.
 */
export async function heartbeatAgeMs(dir: string, wallClock: () => number = Date.now): Promise<number> {
  const beat = modifiedAt(join(dir, LOCK)) ?? modifiedAt(dir);
  return beat === undefined ? Infinity : wallClock() - beat;
}

/**
 * A wall clock time at which the run in `dir` was certainly alive: its last heartbeat or slightly earlier; `undefined` if its lock is
 * gone.
 */
export async function lastHeartbeat(dir: string): Promise<number | undefined> {
  const beat = modifiedAt(join(dir, LOCK));
  return beat === undefined ? undefined : beat - LOCK_AHEAD_MS;
}

const LOCK = 'lock';

/** @throws a system error, or an error if another process holds the lock */
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
