import type {Clock} from '../vocabulary/clock.ts';

/** Joins what comes in quick succession. */
export interface Debounce {
  touch(): void;
}

/** How long there must be quiet: an editor writes a file in several steps, and a checkout many files. */
const QUIET_MS = 100;
/** How long it may be put off by what keeps coming. */
const LONGEST_MS = 1000;

/** Calls `act` when no {@link Debounce.touch} has come for a moment; not after `over`. */
export function createDebounce(clock: Clock, over: AbortSignal, act: () => void): Debounce {
  let firstAt = 0;
  let lastAt = 0;
  let isWaiting = false;

  const wait = async (): Promise<void> => {
    for (;;) {
      const dueAt = Math.min(lastAt + QUIET_MS, firstAt + LONGEST_MS);
      const rest = dueAt - clock.now();
      if (rest <= 0 || over.aborted) break;
      await clock.sleep(rest, over);
    }
    isWaiting = false;
    if (!over.aborted) act();
  };
  return {
    touch() {
      lastAt = clock.now();
      if (isWaiting) return;
      firstAt = lastAt;
      isWaiting = true;
      void wait();
    },
  };
}
