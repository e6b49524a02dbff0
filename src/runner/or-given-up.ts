import {raceAbort} from '../processes/race-abort.ts';
import {TOOK_TOO_LONG} from '../vocabulary/leftover.ts';
import type {Clock} from '../vocabulary/clock.ts';
import {alarm} from './alarm.ts';
import type {StopShare} from './stop-budget.ts';
import {whenFired} from './when-fired.ts';

/** How long a kind may take to report leftovers after its time is up. */
const REPORT_MS = 2_000;

/**
 * Waits for the teardown of a task, but throws shortly after its time is up, so that the run always ends. A kind normally
 * returns its leftovers before that; this is for one that hangs in a call that cannot be aborted.
 */
export async function orGivenUp<T>(
  down: Promise<T>,
  {expired}: Pick<StopShare, 'expired'>,
  clock: Clock,
): Promise<T> {
  const limit = alarm(clock, new Error(TOOK_TOO_LONG));
  let isOver = false;
  whenFired(expired, () => {
    if (!isOver) limit.set(clock.now() + REPORT_MS);
  });
  try {
    return await raceAbort(down, limit.signal);
  } finally {
    isOver = true;
    limit.cancel();
  }
}
