import type {Clock} from '../vocabulary/clock.ts';
import {formatDuration} from '../vocabulary/duration.ts';

/** The time for a first response that a run which is stopping still grants, counted from the request. A local engine takes 50 ms. */
export const BRIEF_MS = 900;

/** Limits of the wait for the first response of an engine. */
export interface ResponseLimits {
  /** Default: none, since the request has its own. */
  readonly limitMs?: number;
  /** Aborted when the run begins to stop: then {@link BRIEF_MS} must do. */
  readonly stopping?: AbortSignal | undefined;
}

/**
 * A deadline for the first response of an engine: on one that has never responded nothing was made that a stop would have to wait for. Its
 * reason is an Error that names the limit.
 */
export function responseDeadline(
  clock: Clock,
  {limitMs, stopping}: ResponseLimits,
): ReturnType<Clock['deadline']> {
  const full = limitMs === undefined ? undefined : {limitMs, ...clock.deadline(limitMs)};
  const brief = clock.deadline(BRIEF_MS);
  const over = new AbortController();
  const expire = (limit: string): void => over.abort(new Error(`no response ${limit}`));
  const check = (): void => {
    if (brief.signal.aborted && stopping?.aborted) expire('before the run stopped');
  };
  full?.signal.addEventListener('abort', () => expire(`within ${formatDuration(full.limitMs)}`));
  for (const signal of [brief.signal, stopping]) signal?.addEventListener('abort', check);
  return {
    signal: over.signal,
    cancel() {
      full?.cancel();
      brief.cancel();
      stopping?.removeEventListener('abort', check);
    },
  };
}
