/** Work in rounds, one after another. */
export interface Rounds {
  /** Begins a round soon; more calls until then change nothing. */
  plan(): void;
  /** Begins a round after the one under way, and settles with its end. */
  begin(): Promise<void>;
  stop(): void;
}

/** @param coalesceMs the time from a planned round to its begin */
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
