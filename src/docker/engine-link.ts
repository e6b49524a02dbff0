import type {Clock} from '../vocabulary/clock.ts';

/** The connection to an engine on another machine, which may be dropped. */
export interface EngineLink {
  /** Looks after it until `signal` fires: if the engine does not answer, all that waits for it is ended. */
  watch(signal: AbortSignal): void;
  /** Waits until the engine answers, or its deadline is over. @returns why it does not; `undefined` if it does */
  restored(): Promise<string | undefined>;
}

/** Parts of a link. */
export interface LinkParts {
  /** Asks the engine for a sign of life; rejects if there is none when `signal` fires. */
  ping(signal: AbortSignal): Promise<unknown>;
  /** Ends all that is being asked of the engine. */
  drop(): void;
  /** Whether a connection may be dropped without a word. */
  readonly isSilent: boolean;
  /** Fires when the engine is closed: then nothing is waited for. */
  readonly closed: AbortSignal;
  readonly clock: Clock;
}

/** The time between two signs of life, and how long one may take: a dropped connection is noticed within 15 s. */
const INTERVAL_MS = 5_000;
const PATIENCE_MS = 10_000;

/** How long a lost connection is made anew, and the pause before each try, which doubles from the shortest to the longest. */
export const RETRY_MS = 60_000;
const SHORTEST_MS = 250;
const LONGEST_MS = 4_000;

export function engineLink({ping, drop, isSilent, closed, clock}: LinkParts): EngineLink {
  const watchers = new Set<AbortSignal>();
  let restoring: Promise<string | undefined> | undefined;
  let isWatched = false;

  const isAlive = async (): Promise<string | undefined> => {
    const deadline = clock.deadline(PATIENCE_MS);
    try {
      await ping(deadline.signal);
      return undefined;
    } catch (error) {
      return deadline.signal.aborted
        ? `no response within ${PATIENCE_MS / 1000} s`
        : (error as Error).message;
    } finally {
      deadline.cancel();
    }
  };
  const restore = async (): Promise<string | undefined> => {
    const startedAt = clock.now();
    for (let pause = SHORTEST_MS; ; pause = Math.min(2 * pause, LONGEST_MS)) {
      const why = await isAlive();
      if (why === undefined) return undefined;
      // Requests since then may wait for a connection that never opens.
      drop();
      if (closed.aborted || clock.now() - startedAt >= RETRY_MS) return why;
      await clock.sleep(pause, closed);
    }
  };
  const lookAfter = async (): Promise<void> => {
    isWatched = true;
    while (watchers.size > 0 && !closed.aborted) {
      await clock.sleep(INTERVAL_MS, AbortSignal.any([closed, ...[...watchers].slice(0, 1)]));
      if (watchers.size > 0 && !restoring && (await isAlive()) !== undefined) drop();
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
