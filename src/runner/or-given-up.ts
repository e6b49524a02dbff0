import {raceAbort} from '../processes/race-abort.ts';
import type {Clock} from '../vocabulary/clock.ts';
import {alarm} from './alarm.ts';
import type {StopShare} from './stop-budget.ts';
import {whenFired} from './when-fired.ts';

/** How long a kind may take to name what is left over once its time is up. */
const LAST_WORDS_MS = 2_000;

/**
 * The teardown of a task, or an error soon after its time is up: the run must end, whatever a kind waits for. It ends by itself
 * earlier, and then names what is left; this is for what hangs in a place that cannot be cut off.
 */
export async function orGivenUp<T>(
  down: Promise<T>,
  {expired}: Pick<StopShare, 'expired'>,
  clock: Clock,
): Promise<T> {
  const limit = alarm(clock, new Error('its teardown took too long'));
  let isOver = false;
  whenFired(expired, () => {
    if (!isOver) limit.set(clock.now() + LAST_WORDS_MS);
  });
  try {
    return await raceAbort(down, limit.signal);
  } finally {
    isOver = true;
    limit.cancel();
  }
}
