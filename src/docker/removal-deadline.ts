import type Dockerode from 'dockerode';
import type {Clock} from '../vocabulary/clock.ts';
import {kept} from '../vocabulary/kept.ts';

/** How long a removal may wait after the engine last completed one; a busy engine takes tenths of a second for each. */
const PATIENCE_MS = 20_000;

/** When an engine last completed a removal. */
const lastRemovals = kept<Dockerode, {atMs: number}>(() => ({atMs: -Infinity}));

/** Records that an engine has completed a removal. */
export function noteRemoval(api: Dockerode, clock: Clock): void {
  lastRemovals(api).atMs = clock.now();
}

/**
 * A deadline for a removal, after its grace period of `graceMs`. It is extended while the engine completes other
 * removals: if hundreds of containers are removed concurrently, the last one waits for all others.
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
