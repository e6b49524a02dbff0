import type Dockerode from 'dockerode';
import type {Clock} from '../vocabulary/clock.ts';
import {kept} from '../vocabulary/kept.ts';

/** Time limit for one of the removals that wait for an engine; a busy one takes tenths of a second for each. */
const PATIENCE_MS = 20_000;

/** When an engine last completed a removal. */
const lastRemovals = kept<Dockerode, {atMs: number}>(() => ({atMs: -Infinity}));

/** Notes that an engine has completed a removal. */
export function noteRemoval(api: Dockerode, clock: Clock): void {
  lastRemovals(api).atMs = clock.now();
}

/**
 * A deadline for a removal that may take `graceMs` besides. While the engine completes others it is put off: of hundreds of
 * containers that are removed at the same time, the last one waits for all.
 */
export function removalDeadline(
  api: Dockerode,
  clock: Clock,
  graceMs: number,
): ReturnType<Clock['deadline']> {
  const last = lastRemovals(api);
  const over = new AbortController();
  let current = clock.deadline(0);
  const begin = (ms: number): void => {
    current.cancel();
    current = clock.deadline(ms);
    current.signal.addEventListener('abort', end, {once: true});
  };
  const end = (): void => {
    const leftMs = last.atMs + PATIENCE_MS - clock.now();
    if (leftMs > 0) begin(leftMs);
    else over.abort();
  };
  begin(graceMs + PATIENCE_MS);
  return {signal: over.signal, cancel: () => current.cancel()};
}
