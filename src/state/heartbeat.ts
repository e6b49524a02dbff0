import {rmdir, stat} from 'node:fs/promises';
import {join} from 'node:path';
import lockfile from 'proper-lockfile';
import {ifExists} from '../processes/expected-error.ts';

/** How often the heartbeat is renewed. */
const BEAT_MS = 5_000;

/**
 * Without a heartbeat for this long a run counts as dead where its process cannot be asked after: six beats, so that a
 * machine under load is not taken for a dead one.
 */
export const STALE_MS = 6 * BEAT_MS;

/** A heartbeat that is being kept. */
export interface Heartbeat {
  /** Ends it and removes its lock; never rejects. */
  stop(): Promise<void>;
}

/** Called if the lock of a run is lost: it was removed or touched. */
export interface LossHandling {
  /** Restores what is gone of the directory, before the lock is taken again. Default: nothing. */
  readonly restore?: () => Promise<void>;
  /** Called afterwards. */
  readonly onLost: (loss: HeartbeatLoss) => void;
}

/**
 * Holds the lock of the run in `dir` and with it the run's heartbeat, which is the file time of the lock. No other process
 * takes this lock: the directory belongs to the run.
 */
export async function keepHeartbeat(
  dir: string,
  {restore = async () => undefined, onLost}: LossHandling,
): Promise<Heartbeat> {
  let stopped = false;
  // The lock, being taken or held; resolves to its release.
  let lock = takeLock(dir, lost);
  await lock;

  // The library calls this from a timer, where a throw would end the process.
  function lost(error: Error): void {
    if (stopped) return;
    lock = restore().then(async () => await retake(dir, lost));
    lock.then(
      () => onLost({why: error.message, recovered: true}),
      (again: unknown) => onLost({why: (again as Error).message, recovered: false}),
    );
  }

  return {
    async stop() {
      stopped = true;
      await lock.then(async release => await release()).catch(() => undefined);
    },
  };
}

/** That the lock of a run was lost, or could not be renewed. */
export interface HeartbeatLoss {
  /** Why it was lost or, if it is lost for good, why it could not be taken again. */
  readonly why: string;
  /** Whether it was taken again. */
  readonly recovered: boolean;
}

/**
 * How long ago the run in `dir` last gave a sign of life: its heartbeat, or where there is no lock (yet) the last change
 * of the directory; infinitely long where there is no directory.
 */
export async function heartbeatAgeMs(dir: string, wallClock: () => number = Date.now): Promise<number> {
  const beat = (await modifiedAt(join(dir, LOCK))) ?? (await modifiedAt(dir));
  return beat === undefined ? Infinity : wallClock() - beat;
}

/**
 * A time at which the run in `dir` was surely alive, by the wall clock: that of its last heartbeat, or a little before.
 * `undefined` once its lock is gone.
 */
export async function lastHeartbeat(dir: string): Promise<number | undefined> {
  const beat = await modifiedAt(join(dir, LOCK));
  return beat === undefined ? undefined : beat - AHEAD_MS;
}

/** The library dates a new lock up to the next full second and 5 ms, to see how exact file times are. */
const AHEAD_MS = 1_005;

const LOCK = 'lock';

type Release = () => Promise<void>;

async function takeLock(dir: string, onCompromised: (error: Error) => void): Promise<Release> {
  const options = {lockfilePath: join(dir, LOCK), stale: STALE_MS, update: BEAT_MS, onCompromised};
  return await lockfile.lock(dir, options);
}

async function retake(dir: string, onCompromised: (error: Error) => void): Promise<Release> {
  await rmdir(join(dir, LOCK)).catch(() => undefined);
  return await takeLock(dir, onCompromised);
}

async function modifiedAt(path: string): Promise<number | undefined> {
  return (await ifExists(stat(path)))?.mtimeMs;
}
