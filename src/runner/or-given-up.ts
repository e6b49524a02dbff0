import {TOOK_TOO_LONG} from '../vocabulary/leftover.ts';
import type {Clock} from '../vocabulary/clock.ts';
import type {StopShare} from './stop-budget.ts';
import {whenFired} from './when-fired.ts';

/** The time for a kind to report leftovers after its time is up. */
const REPORT_MS = 2_000;

/**
 * Waits for the teardown of a task, but throws shortly after its time is up, so that the run always ends. Kinds normally return their
 * leftovers before that, unless they hang in a call that cannot be aborted.
 */
export async function orGivenUp<T>(
  down: Promise<T>,
  {expired}: Pick<StopShare, 'expired'>,
  clock: Clock,
): Promise<T> {
  let limit: ReturnType<Clock['deadline']> | undefined;
  let isOver = false;
  try {
    return await new Promise<T>((resolve, reject) => {
      down.then(resolve, reject);
      whenFired(expired, () => {
        if (isOver) return;
        limit = clock.deadline(REPORT_MS);
        limit.signal.addEventListener('abort', () => reject(new Error(TOOK_TOO_LONG)), {once: true});
      });
    });
  } finally {
    isOver = true;
    limit?.cancel();
  }
}
