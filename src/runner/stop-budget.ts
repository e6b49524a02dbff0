import {setMaxListeners} from 'node:events';
import type {Clock} from '../vocabulary/clock.ts';
import {alarm, type Alarm} from './alarm.ts';
import {whenFired} from './when-fired.ts';

/** The time limit of a teardown. */
export interface StopBudget {
  /** Starts the time limit. If it has already started, the earlier end applies. */
  begin(totalMs: number): void;
  /** Aborted to end all grace periods, on request or when their time is up. */
  readonly force: AbortSignal;
  /** Aborted when all waiting must end. Resources that still exist are then leftovers. */
  readonly expired: AbortSignal;
  /**
   * Returns the share of a task that is about to stop, or has been stopping since the clock time `since`. `levels` returns the number of
   * tasks that must stop one after another, including this one.
   */
  share(levels: () => number, since?: number): StopShare;
  /** The shortest grace period of a share if each of `tasks` has to stop after another, in milliseconds. */
  leastGraceMs(tasks: number): number;
  /** Clears all timers. */
  close(): void;
}

/** The share of the time for one task. */
export interface StopShare {
  /** Aborted when the grace period is over, because its share or the total time is used up. */
  readonly force: AbortSignal;
  /** The clock time when the grace period ends; `undefined` if there is no limit. */
  endsAt(): number | undefined;
  /** Aborted when killing and removing must end too. */
  readonly expired: AbortSignal;
  /** Returns the unused time to the other tasks. */
  end(): void;
}

/** The part of the total time and of each share that is reserved for killing and removing what has not stopped. */
const RESERVED_PART = 0.2;
const MOST_RESERVED_MS = 2_000;

/** The minimum time for killing and removing. It may exceed a short limit, because leftovers are worse. */
const LEAST_REMOVAL_MS = 1_000;

/**
 * Creates a budget without a time limit. The remaining time is divided equally between a stopping task and the levels that must wait
 * for it. Of 20 s, the first of two levels may use 10 s, and if it takes only 2 s, the second has 18 s. Killing and removing are
 * included, so that tasks in later levels still get a grace period if they hang.
 *
 * @param asked aborted when grace periods must be skipped
 */
export function createStopBudget(clock: Clock, asked: AbortSignal): StopBudget {
  const grace = alarm(clock);
  const end = alarm(clock);
  const shares = new Set<OpenShare>();
  // Does not use AbortSignal.any, because a run with a thousand tasks would create thousands of signals that depend on two.
  const forward = (from: AbortSignal, to: (share: OpenShare) => Alarm): void =>
    whenFired(from, () => {
      for (const share of shares) to(share).ring();
    });
  const leftMs = (from: number): number => Math.max(0, end.at() - LEAST_REMOVAL_MS - from);
  whenFired(asked, grace.ring);
  forward(grace.signal, share => share.grace);
  forward(end.signal, share => share.end);

  return {
    force: withManyListeners(grace.signal),
    expired: withManyListeners(end.signal),
    begin(totalMs) {
      const endsAt = clock.now() + totalMs + LEAST_REMOVAL_MS;
      if (endsAt >= end.at()) return;
      end.set(endsAt);
      grace.set(clock.now() + graceIn(totalMs));
      for (const share of shares) share.limit();
    },
    share(levels, since = clock.now()) {
      const own = {grace: alarm(clock), end: alarm(clock)};
      const limit = (start = clock.now()): void => {
        if (end.at() === Infinity) return;
        const partMs = leftMs(start) / Math.max(1, levels());
        own.grace.set(Math.max(clock.now(), Math.min(grace.at(), start + graceIn(partMs))));
        own.end.set(Math.min(end.at(), Math.max(start + partMs, own.grace.at() + LEAST_REMOVAL_MS)));
      };
      const open: OpenShare = {...own, limit};
      shares.add(open);
      if (grace.signal.aborted) own.grace.ring();
      if (end.signal.aborted) own.end.ring();
      limit(since);
      return {
        force: withManyListeners(own.grace.signal),
        endsAt: () => (own.grace.at() === Infinity ? undefined : own.grace.at()),
        expired: withManyListeners(own.end.signal),
        end() {
          shares.delete(open);
          own.grace.cancel();
          own.end.cancel();
        },
      };
    },
    leastGraceMs: tasks => graceIn(leftMs(clock.now()) / Math.max(1, tasks)),
    close() {
      grace.cancel();
      end.cancel();
    },
  };
}

interface OpenShare {
  readonly grace: Alarm;
  readonly end: Alarm;
  /** Sets both alarms based on the remaining time. */
  limit(): void;
}

/** The part of a total time or of a share that is left for grace periods. */
function graceIn(ms: number): number {
  return ms - Math.min(ms * RESERVED_PART, MOST_RESERVED_MS);
}

/** Every stopping task adds a listener, and Node would report a leak from the eleventh listener on. */
function withManyListeners(signal: AbortSignal): AbortSignal {
  setMaxListeners(0, signal);
  return signal;
}
