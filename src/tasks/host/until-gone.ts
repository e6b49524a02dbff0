import {untilReady} from '../../polling/poller.ts';
import type {Clock} from '../../vocabulary/clock.ts';
import {formatDuration, limitedMs} from '../../vocabulary/duration.ts';

/** Processes that end within this time are not reported: most do. */
const QUICK_MS = 200;

/** A wait for processes to end. */
export interface GoneWait {
  /** `process group 4711`. */
  readonly title: string;
  readonly isGone: () => Promise<boolean>;
  readonly timeoutMs: number;
  /** Ends the wait. Default: never. */
  readonly signal?: AbortSignal;
  /** When `signal` will fire, on the clock, if that is known. */
  readonly firesAt?: (() => number | undefined) | undefined;
  readonly services: {readonly clock: Clock};
  readonly report: (doing: string) => void;
}

/** Waits until processes are gone; whether they are. */
export async function untilGone(wait: GoneWait): Promise<boolean> {
  const {title, isGone, timeoutMs, signal = new AbortController().signal, services, report} = wait;
  const startedAt = services.clock.now();
  const limitMs = (): number => limitedMs(timeoutMs, (wait.firesAt?.() ?? Infinity) - startedAt);
  const gone = {
    description: `the end of ${title}`,
    check: async () =>
      (await isGone()) ? {status: 'ready' as const} : {status: 'pending' as const, lastSeen: 'still running'},
  };
  const limits = {timeoutMs, attemptTimeoutMs: timeoutMs, successes: 1};
  const {status} = await untilReady(gone, limits, {
    ...{clock: services.clock, signal},
    onAttempt: ({elapsedMs}) => {
      if (elapsedMs > QUICK_MS)
        report(`waiting for ${title} to end, killed after ${formatDuration(limitMs())}`);
    },
  });
  return status === 'ready';
}

/** How long a killed process may take to go: only one stuck in the kernel takes longer than this. */
const KILL_MS = 5_000;

/** How long it has in any case. */
const LEAST_KILL_MS = 1_000;

/** A wait for processes that have been killed. */
export interface KilledWait extends Omit<GoneWait, 'timeoutMs' | 'signal' | 'firesAt'> {
  /** See `DownContext`. */
  readonly expired: AbortSignal;
}

/** Waits until killed processes are gone; whether they are. */
export async function untilKilled({expired, ...killed}: KilledWait): Promise<boolean> {
  const report = (): void => killed.report(`waiting for ${killed.title} to end, which was killed`);
  const wait = {...killed, report};
  if (await untilGone({...wait, timeoutMs: LEAST_KILL_MS})) return true;
  return await untilGone({...wait, timeoutMs: KILL_MS - LEAST_KILL_MS, signal: expired});
}
