import {untilReady} from '../../polling/poller.ts';
import type {WatchedListeners} from '../../processes/watched-listeners.ts';
import {raceAbort} from '../../processes/race-abort.ts';
import type {Clock} from '../../vocabulary/clock.ts';
import {formatDuration, limitedMs} from '../../vocabulary/duration.ts';

/** Waits shorter than this are not reported. Most processes end within this time. */
export const QUICK_MS = 200;

/** A wait for processes to end. */
export interface GoneWait {
  /** The name of the processes: `process group 4711`. */
  readonly title: string;
  readonly isGone: () => Promise<boolean>;
  /** Settles when the leader ends, if its end is reported. The processes are then checked immediately, and less often before that. */
  readonly ended?: Promise<unknown> | undefined;
  readonly timeoutMs: number;
  /** The clock time from which `timeoutMs` counts. Default: now. */
  readonly startedAt?: number;
  /** Ends the wait. Default: never. */
  readonly signal?: AbortSignal;
  /** The clock time when `signal` will fire, if known. */
  readonly firesAt?: (() => number | undefined) | undefined;
  readonly services: {readonly clock: Clock};
  readonly report: (doing: string) => void;
}

/** Waits until processes are gone. Returns whether they are. */
export async function untilGone(wait: GoneWait): Promise<boolean> {
  const {title, isGone, timeoutMs, signal = new AbortController().signal, services, report, ended} = wait;
  const {clock} = services;
  const {startedAt = clock.now()} = wait;
  const elapsedMs = (): number => clock.now() - startedAt;
  // Most processes end immediately, and then a single check after their end is enough.
  const soonMs = Math.min(QUICK_MS, timeoutMs) - elapsedMs();
  if (ended && soonMs > 0 && (await endsSoon(ended, {soonMs, signal, clock})) && (await isGone()))
    return true;
  const limitMs = (): number => limitedMs(timeoutMs, (wait.firesAt?.() ?? Infinity) - startedAt);
  const gone = {
    description: `the end of ${title}`,
    check: async () =>
      (await isGone()) ? {status: 'ready' as const} : {status: 'pending' as const, lastSeen: 'still running'},
    ...(ended && {watch: () => watchedEnd(ended)}),
  };
  const leftMs = timeoutMs - elapsedMs();
  if (leftMs <= 0) return await isGone();
  const limits = {timeoutMs: leftMs, attemptTimeoutMs: leftMs, successes: 1};
  const {status} = await untilReady(gone, limits, {
    ...{clock, signal},
    onAttempt: () => {
      if (elapsedMs() > QUICK_MS)
        report(`waiting for ${title} to exit, killing it after ${formatDuration(limitMs())}`);
    },
  });
  return status === 'ready';
}

async function endsSoon(
  ended: Promise<unknown>,
  {soonMs, signal, clock}: {readonly soonMs: number; readonly signal: AbortSignal; readonly clock: Clock},
): Promise<boolean> {
  const soon = clock.deadline(soonMs);
  return await raceAbort(raceAbort(ended, soon.signal), signal)
    .then(
      () => true,
      () => false,
    )
    .finally(soon.cancel);
}

/** Until the leader ends, the group cannot be gone. After that, the rest of the group is polled at the usual pace. */
function watchedEnd(ended: Promise<unknown>): WatchedListeners {
  let isOver = false;
  const end = ended.then(() => void (isOver = true));
  return {
    get isAbsent() {
      return !isOver;
    },
    next: async () => await (isOver ? new Promise<void>(() => undefined) : end),
  };
}

/** The maximum wait for a killed process. Only a process that is stuck in the kernel takes longer. */
const KILL_MS = 5_000;

/** The minimum wait for a killed process. */
const LEAST_KILL_MS = 1_000;

/** A wait for processes that have been killed. */
export interface KilledWait extends Omit<GoneWait, 'timeoutMs' | 'signal' | 'firesAt'> {
  /** See `DownContext`. */
  readonly expired: AbortSignal;
}

/** Waits until killed processes are gone. Returns whether they are. */
export async function untilKilled({expired, ...killed}: KilledWait): Promise<boolean> {
  const report = (): void => killed.report(`waiting for ${killed.title} to exit after SIGKILL`);
  const wait = {...killed, report};
  if (await untilGone({...wait, timeoutMs: LEAST_KILL_MS})) return true;
  return await untilGone({...wait, timeoutMs: KILL_MS - LEAST_KILL_MS, signal: expired});
}
