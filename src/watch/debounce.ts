import type {Clock} from '../vocabulary/clock.ts';

/** Groups calls in quick succession. */
export interface Debounce {
  touch(): void;
}

/** The quiet time before a call. An editor saves a file in several steps, and a checkout writes many files. */
const QUIET_MS = 100;
/** The maximum delay of a call. */
const LONGEST_MS = 1000;

/** Calls `act` when {@link Debounce.touch} has not been called for {@link QUIET_MS}, but not after `over` fires. */
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
