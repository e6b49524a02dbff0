/** Runs rounds of work, one at a time. */
export interface Rounds {
  /** Schedules a round, unless one is already scheduled. */
  plan(): void;
  /** Begins a round after the current one, and settles when it ends. */
  begin(): Promise<void>;
  stop(): void;
}

/** @param coalesceMs the delay before a scheduled round */
export function createRounds(round: () => Promise<void>, coalesceMs: number): Rounds {
  let isStopped = false;
  let timer: NodeJS.Timeout | undefined;
  let last = Promise.resolve();
  const begin = (): Promise<void> => {
    timer = undefined;
    last = last.then(async () => {
      if (!isStopped) await round();
    });
    return last;
  };
  return {
    begin,
    plan() {
      if (!isStopped) timer ??= setTimeout(() => void begin(), coalesceMs);
    },
    stop() {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}
