import type {Exit} from '../vocabulary/failure.ts';
import type {Attempt} from './task-state.ts';

/** The maximum number of start attempts, and the delay between them. */
export interface RetryPolicy {
  readonly attempts: number;
  readonly delayMs: number;
}

/** The effect of an unexpected exit of a ready task. It is restarted up to `restarts` times, and then `then` applies. */
export interface AfterEnd {
  readonly then: 'fail' | 'ignore';
  /** The maximum number of consecutive restarts; `Infinity` for no limit. */
  readonly restarts: number;
  readonly delayMs: number;
  /** The factor by which the delay grows with each consecutive restart. */
  readonly backoff: number;
  /** Whether it is restarted after any exit or only after failures. */
  readonly condition: 'any' | 'failure';
}

/** The default effect of an unexpected exit. */
export const failRun: AfterEnd = {then: 'fail', restarts: 0, delayMs: 0, backoff: 1, condition: 'any'};

/** The count of restarts is reset after a task has been up for this long. */
const STABLE_MS = 10_000;

/** The maximum of a growing delay, unless the first delay is longer. */
const LONGEST_DELAY_MS = 60_000;

/** The next attempt of a task and the delay before it. */
export interface NextAttempt {
  readonly attempt: Attempt;
  readonly delayMs: number;
}

/** The next attempt after a failed one: its number `next`, and the limit `of`, which may be `Infinity`. */
interface NextTry extends NextAttempt {
  readonly next: number;
  readonly of: number;
}

/**
 * The next attempt after a failed start. `retry` applies to a start until the task is ready. `restart` applies if there is no
 * `retry`, and to restarts.
 */
export function nextTry(
  attempt: Attempt,
  {retry, afterEnd}: {readonly retry: RetryPolicy | undefined; readonly afterEnd: AfterEnd},
): NextTry | undefined {
  const {tries, restarts} = attempt;
  if (retry && tries < retry.attempts) {
    const {delayMs, attempts: of} = retry;
    return {attempt: {...attempt, tries: tries + 1}, delayMs, next: tries + 1, of};
  }
  const isRestart = restarts > 0;
  const before = isRestart ? restarts : tries - 1;
  if ((retry && !isRestart) || before >= afterEnd.restarts) return undefined;
  return {
    attempt: isRestart ? {...attempt, tries: 1, restarts: restarts + 1} : {...attempt, tries: tries + 1},
    delayMs: delayOf(afterEnd, before),
    next: before + 2,
    of: afterEnd.restarts + 1,
  };
}

/** The next attempt after an unexpected end of a service that was ready for `upMs`. Without `exit`, the service is unhealthy. */
export function nextRestart(
  attempt: Attempt,
  {exit, upMs}: {readonly exit?: Exit; readonly upMs: number},
  afterEnd: AfterEnd,
): NextAttempt | undefined {
  const restarts = upMs < STABLE_MS ? attempt.restarts : 0;
  const isWanted = afterEnd.condition === 'any' || exit?.code !== 0;
  if (!isWanted || restarts >= afterEnd.restarts) return undefined;
  return {
    attempt: {...attempt, tries: 1, restarts: restarts + 1},
    delayMs: delayOf(afterEnd, restarts),
  };
}

function delayOf({delayMs, backoff}: AfterEnd, restarts: number): number {
  return Math.min(delayMs * backoff ** restarts, Math.max(delayMs, LONGEST_DELAY_MS));
}
