import type {Clock} from '../vocabulary/clock.ts';
import {formatDuration} from '../vocabulary/duration.ts';

/** The maximum time for a first response while the run is stopping, counted from the request. A local engine takes 50 ms. */
export const BRIEF_MS = 900;

/** Limits of the wait for an engine's first response. */
export interface ResponseLimits {
  /** Default: no limit, for requests that have their own. */
  readonly limitMs?: number;
  /** Aborted when the run starts to stop. {@link BRIEF_MS} applies from then on. */
  readonly stopping?: AbortSignal | undefined;
}

/**
 * A deadline for the first response of an engine. An engine that has never responded has created nothing, so a stopping run need not
 * wait for it. The abort reason is an Error that names the limit.
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
