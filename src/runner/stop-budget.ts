import {setMaxListeners} from 'node:events';
import type {Clock} from '../vocabulary/clock.ts';

/** How long a run may take to stop. */
export interface StopBudget {
  /** Begins it; if it has begun, the end that comes first counts. */
  begin(totalMs: number): void;
  /** Aborted when no task has a grace period any more: it was asked for, or the time is up. */
  readonly force: AbortSignal;
  /** The share of one task that begins to stop. `levels` counts the tasks that must stop one after another, this one included. */
  share(levels: () => number): StopShare;
  /** Gives up all timers. */
  close(): void;
}

/** What of the time one task gets. */
export interface StopShare {
  /** Aborted when its grace period is over: its share, or all of the time, is used up. */
  readonly force: AbortSignal;
  /** When its share is used up, on the clock; `undefined` if nothing limits it. */
  endsAt(): number | undefined;
  /** What it has not used goes to the others. */
  end(): void;
}

/** Of the time, this much is kept for killing and removing what has not stopped. */
const RESERVED_PART = 0.2;
const MOST_RESERVED_MS = 2_000;

/**
 * A budget that has not begun. Each task that begins to stop gets an equal share of what is left, with those that must wait for
 * it: of 20 s the first of two levels may use 10 s, and the second has 18 s if the first took 2 s.
 *
 * @param asked aborted when grace periods must be skipped
 */
export function createStopBudget(clock: Clock, asked: AbortSignal): StopBudget {
  const exhausted = new AbortController();
  const force = heardByMany(AbortSignal.any([asked, exhausted.signal]));
  const shares = new Set<() => void>();
  let endsAt: number | undefined;
  let timer: {cancel(): void} | undefined;

  const after = (ms: number, act: () => void): {cancel(): void} => {
    const deadline = clock.deadline(Math.max(0, ms));
    deadline.signal.addEventListener('abort', act, {once: true});
    return deadline;
  };

  return {
    force,
    begin(totalMs) {
      const end = clock.now() + totalMs - Math.min(totalMs * RESERVED_PART, MOST_RESERVED_MS);
      if (endsAt !== undefined && endsAt <= end) return;
      endsAt = end;
      timer?.cancel();
      timer = after(end - clock.now(), () => exhausted.abort());
      for (const limit of shares) limit();
    },
    share(levels) {
      const over = new AbortController();
      let own: {cancel(): void} | undefined;
      let ownEnd: number | undefined;
      const limit = (): void => {
        if (endsAt === undefined) return;
        own?.cancel();
        const ms = Math.max(0, endsAt - clock.now()) / Math.max(1, levels());
        ownEnd = clock.now() + ms;
        own = after(ms, () => over.abort());
      };
      shares.add(limit);
      limit();
      return {
        force: heardByMany(AbortSignal.any([force, over.signal])),
        endsAt: () => ownEnd,
        end() {
          shares.delete(limit);
          own?.cancel();
        },
      };
    },
    close: () => timer?.cancel(),
  };
}

/** All that is being stopped listens; from eleven on Node would warn of a leak. */
function heardByMany(signal: AbortSignal): AbortSignal {
  setMaxListeners(0, signal);
  return signal;
}
