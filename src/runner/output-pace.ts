import type {Clock} from '../vocabulary/clock.ts';

/**
 * Shares out the event loop between the output of all tasks and everything else: however much they print, signals are heard,
 * probes are sent and tasks are stopped in between.
 */
export interface OutputPace {
  /**
   * Does the work now or, once output has had its share of this turn of the event loop, in a later turn, in the order of the
   * calls. Settles when it is done; `undefined` if it is already.
   */
  perform(work: () => void): Promise<void> | undefined;
  /** Settles when all work is done; what takes longer than a second is dropped. */
  finish(): Promise<void>;
}

/** The share of output in a turn; less once the run is being stopped, which comes first. */
const SHARE_MS = 10;
const SHARE_WHILE_STOPPING_MS = 2;

/** What is printed at the very end is worth this much waiting. */
const LONGEST_FINISH_MS = 1_000;

interface QueuedWork {
  readonly work: () => void;
  readonly settle: () => void;
}

/** @param stopping aborted when the run is being stopped */
export function createOutputPace({now}: Pick<Clock, 'now'>, stopping: AbortSignal): OutputPace {
  let queue: QueuedWork[] = [];
  let spentMs = 0;
  let turn: Promise<void> | undefined;

  const hasTime = (): boolean => spentMs < (stopping.aborted ? SHARE_WHILE_STOPPING_MS : SHARE_MS);
  const timed = (work: () => void): void => {
    const startedAt = now();
    work();
    spentMs += now() - startedAt;
  };
  const nextTurn = (): void => {
    turn = undefined;
    spentMs = 0;
    let done = 0;
    for (; done < queue.length && hasTime(); done++) {
      const {work, settle} = queue[done] as QueuedWork;
      timed(work);
      settle();
    }
    queue = queue.slice(done);
    if (queue.length > 0) expectTurn();
  };
  const expectTurn = (): void => {
    turn ??= new Promise(resolve =>
      setImmediate(() => {
        nextTurn();
        resolve();
      }),
    );
  };

  return {
    perform(work) {
      expectTurn();
      if (queue.length > 0 || !hasTime()) return new Promise(settle => queue.push({work, settle}));
      timed(work);
      return undefined;
    },
    async finish() {
      const until = now() + LONGEST_FINISH_MS;
      while (queue.length > 0 && now() < until) await turn;
      for (const {settle} of queue) settle();
      queue = [];
    },
  };
}
