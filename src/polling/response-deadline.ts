import type {Clock} from '../vocabulary/clock.ts';

/** The time for a first response that a run which is stopping still grants, counted from the request. A local engine takes 50 ms. */
export const BRIEF_MS = 900;

/** Limits of the wait for the first response of an engine. */
export interface ResponseLimits {
  /** Default: none, since the request has its own. */
  readonly limitMs?: number;
  /** Aborted when the run begins to stop: then {@link BRIEF_MS} must do. */
  readonly stopping?: AbortSignal | undefined;
}

/** A deadline for the first response of an engine: on one that has never responded nothing was made that a stop would have to wait for. */
export function responseDeadline(
  clock: Clock,
  {limitMs, stopping}: ResponseLimits,
): ReturnType<Clock['deadline']> {
  const full = limitMs === undefined ? undefined : clock.deadline(limitMs);
  const brief = clock.deadline(BRIEF_MS);
  const over = new AbortController();
  const check = (): void => {
    if (full?.signal.aborted || (brief.signal.aborted && stopping?.aborted)) over.abort();
  };
  const signals = [full?.signal, brief.signal, stopping];
  for (const signal of signals) signal?.addEventListener('abort', check);
  return {
    signal: over.signal,
    cancel() {
      full?.cancel();
      brief.cancel();
      stopping?.removeEventListener('abort', check);
    },
  };
}
