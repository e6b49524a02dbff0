import type {Clock} from '../vocabulary/clock.ts';

/**
 * Shares the event loop between task output and everything else, so that signals, probes and stops are handled on time even if tasks
 * print a lot.
 */
export interface OutputPace {
  /**
   * Does the work now, or in a later turn of the event loop if output has used its share of this turn. Preserves the order of calls.
   * Resolves when the work is done; `undefined` if it was done immediately.
   */
  perform(work: () => void): Promise<void> | undefined;
  /** Resolves when all work is done. Work that is still queued after a second is dropped. */
  finish(): Promise<void>;
}

/** The time for output per turn. It is shorter while the run is stopping, because the teardown has priority. */
const SHARE_MS = 10;
const SHARE_WHILE_STOPPING_MS = 2;

/** The maximum wait for the last output. */
const LONGEST_FINISH_MS = 1_000;

interface QueuedWork {
  readonly work: () => void;
  readonly settle: () => void;
}

/** @param stopping aborted when the run starts to stop */
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
  const runTurn = (): void => {
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
        runTurn();
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
