import {setMaxListeners} from 'node:events';
import type {Clock} from '../vocabulary/clock.ts';
import {alarm} from './alarm.ts';

/** How long a run may take to stop. */
export interface StopBudget {
  /** Begins it; if it has begun, the end that comes first counts. */
  begin(totalMs: number): void;
  /** Aborted when no task has a grace period any more: it was asked for, or the time is up. */
  readonly force: AbortSignal;
  /** Aborted when nothing may be waited for any more; what is not gone by then is left over. */
  readonly expired: AbortSignal;
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
  /** Aborted when what was killed or is being removed may take no longer either. */
  readonly expired: AbortSignal;
  /** What it has not used goes to the others. */
  end(): void;
}

/** Of the time, and of each share, this much is kept for killing and removing what has not stopped. */
const RESERVED_PART = 0.2;
const MOST_RESERVED_MS = 2_000;

/** Killing and removing may take this long, however short the share or the time is: a leftover is worse. */
const LEAST_REMOVAL_MS = 1_000;

/**
 * A budget that has not begun. Each task that begins to stop gets an equal share of what is left, with those that must wait for
 * it: of 20 s the first of two levels may use 10 s, and the second has 18 s if the first took 2 s. That holds for what is killed and
 * removed as well, so that others still have a grace period if that hangs.
 *
 * @param asked aborted when grace periods must be skipped
 */
export function createStopBudget(clock: Clock, asked: AbortSignal): StopBudget {
  const grace = alarm(clock);
  const end = alarm(clock);
  const force = heardByMany(AbortSignal.any([asked, grace.signal]));
  const expired = heardByMany(end.signal);
  const shares = new Set<() => void>();

  return {
    force,
    expired,
    begin(totalMs) {
      const endsAt = clock.now() + totalMs + LEAST_REMOVAL_MS;
      if (endsAt >= end.at()) return;
      end.set(endsAt);
      grace.set(clock.now() + graceIn(totalMs));
      for (const limit of shares) limit();
    },
    share(levels) {
      const ownGrace = alarm(clock);
      const ownEnd = alarm(clock);
      const limit = (): void => {
        if (end.at() === Infinity) return;
        const now = clock.now();
        const partMs = Math.max(0, end.at() - LEAST_REMOVAL_MS - now) / Math.max(1, levels());
        ownGrace.set(Math.max(now, Math.min(grace.at(), now + graceIn(partMs))));
        ownEnd.set(Math.min(end.at(), Math.max(now + partMs, ownGrace.at() + LEAST_REMOVAL_MS)));
      };
      shares.add(limit);
      limit();
      return {
        force: heardByMany(AbortSignal.any([force, ownGrace.signal])),
        endsAt: () => (ownGrace.at() === Infinity ? undefined : ownGrace.at()),
        expired: heardByMany(AbortSignal.any([expired, ownEnd.signal])),
        end() {
          shares.delete(limit);
          ownGrace.cancel();
          ownEnd.cancel();
        },
      };
    },
    close() {
      grace.cancel();
      end.cancel();
    },
  };
}

function graceIn(ms: number): number {
  return ms - Math.min(ms * RESERVED_PART, MOST_RESERVED_MS);
}

/** All that is being stopped listens; from eleven on Node would warn of a leak. */
function heardByMany(signal: AbortSignal): AbortSignal {
  setMaxListeners(0, signal);
  return signal;
}
