import {messageOf} from '../vocabulary/caught-error.ts';
import type {Clock} from '../vocabulary/clock.ts';

/** The connection to an engine on another machine, which may drop. */
export interface EngineLink {
  /** Pings the engine until `signal` is aborted: if it does not respond, all pending requests are aborted. */
  watch(signal: AbortSignal): void;
  /** Waits until the engine responds or the deadline expires. @returns the reason if it does not respond */
  restored(): Promise<string | undefined>;
}

/** Inputs of a link. */
export interface LinkParts {
  /** Pings the engine; rejects if it has not responded when `signal` is aborted. */
  ping(signal: AbortSignal): Promise<unknown>;
  /** Aborts all pending requests to the engine. */
  drop(): void;
  /** Whether a connection may be dropped silently. */
  readonly isSilent: boolean;
  /** Aborted when the engine is closed; ends all waits. */
  readonly closed: AbortSignal;
  readonly clock: Clock;
}

/** The time between two pings, and the time limit for each. A dropped connection is noticed within 15 s. */
const INTERVAL_MS = 5_000;
const PATIENCE_MS = 10_000;

/** How long to retry a lost connection, and the pause before each attempt, which doubles from the shortest to the longest. */
export const RETRY_MS = 60_000;
const SHORTEST_MS = 250;
const LONGEST_MS = 4_000;

export function engineLink({ping, drop, isSilent, closed, clock}: LinkParts): EngineLink {
  const watchers = new Set<AbortSignal>();
  let restoring: Promise<string | undefined> | undefined;
  let losses = 0;
  let isWatched = false;

  const isAlive = async (): Promise<string | undefined> => {
    const deadline = clock.deadline(PATIENCE_MS);
    try {
      await ping(deadline.signal);
      return undefined;
    } catch (error) {
      return deadline.signal.aborted ? `no response within ${PATIENCE_MS / 1000} s` : messageOf(error);
    } finally {
      deadline.cancel();
    }
  };
  const restore = async (): Promise<string | undefined> => {
    losses += 1;
    const startedAt = clock.now();
    for (let pause = SHORTEST_MS; ; pause = Math.min(2 * pause, LONGEST_MS)) {
      const why = await isAlive();
      if (why === undefined) return undefined;
      // Requests made since then may be waiting for a connection that never opens.
      drop();
      if (closed.aborted || clock.now() - startedAt >= RETRY_MS) return why;
      await clock.sleep(pause, closed);
    }
  };
  const lookAfter = async (): Promise<void> => {
    isWatched = true;
    while (watchers.size > 0 && !closed.aborted) {
      await clock.sleep(INTERVAL_MS, AbortSignal.any([closed, ...[...watchers].slice(0, 1)]));
      const known = losses;
      if (watchers.size === 0 || restoring) continue;
      // A ping that began before the loss was noticed elsewhere must not drop the new connection.
      if ((await isAlive()) !== undefined && losses === known) drop();
    }
    isWatched = false;
  };
  return {
    watch(signal) {
      if (signal.aborted || !isSilent) return;
      watchers.add(signal);
      signal.addEventListener('abort', () => watchers.delete(signal), {once: true});
      if (!isWatched) void lookAfter();
    },
    restored: async () =>
      await (restoring ??= restore().finally(() => {
        restoring = undefined;
      })),
  };
}
