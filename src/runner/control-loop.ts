import type {Operation} from './operation.ts';
import {reconcile, type Situation} from './reconcile.ts';

/** Does what {@link reconcile} asks for until nothing is left to do, and again after each change. */
export interface ControlLoop {
  /** Notes that something has changed. */
  wake(): void;
  /** Keeps the loop from being quiet until `work` is over. */
  track(work: Promise<void>): void;
  /** Settles once nothing is to be done and nothing is under way; rejects if the loop has met a bug. */
  quiet(): Promise<void>;
}

export interface LoopOptions {
  /** The situation now. */
  readonly situation: () => Situation;
  /** Does an operation: at least its first move before it returns, and the rest by the time it settles. */
  readonly execute: (operation: Operation) => Promise<void> | undefined;
  /** Called whenever nothing more is to be done now. */
  readonly onIdle?: () => void;
  /** Called with the error that ended the loop. */
  readonly onBug?: (error: unknown) => void;
}

/** Changes of one moment are looked at together. */
export function createControlLoop({situation, execute, onIdle, onBug}: LoopOptions): ControlLoop {
  const underWay = new Set<Promise<void>>();
  const waiting = new Set<Waiter>();
  let isAwake = false;
  let bug: {readonly error: unknown} | undefined;

  const pass = (): void => {
    for (let round = 0; ; round++) {
      const now = situation();
      const operations = reconcile(now);
      if (operations.length === 0) break;
      if (round > MOST_ROUNDS * now.graph.needs.size)
        throw new Error(`operations without effect: ${JSON.stringify(operations)}`);
      for (const operation of operations) {
        const work = execute(operation);
        if (work) track(work);
      }
    }
    onIdle?.();
  };
  const answer = (): void => {
    if (!bug && (isAwake || underWay.size > 0)) return;
    for (const each of waiting) {
      if (bug) each.reject(bug.error);
      else each.resolve();
    }
    waiting.clear();
  };
  const guarded = (act: () => void): void => {
    try {
      act();
    } catch (error) {
      if (!bug) onBug?.(error);
      bug ??= {error};
    }
    answer();
  };
  const wake = (): void => {
    if (isAwake || bug) return;
    isAwake = true;
    queueMicrotask(() => {
      isAwake = false;
      guarded(pass);
    });
  };
  const track = (work: Promise<void>): void => {
    const settled = work.then(
      () => guarded(() => underWay.delete(settled)),
      (error: unknown) =>
        guarded(() => {
          underWay.delete(settled);
          throw error;
        }),
    );
    underWay.add(settled);
  };
  return {
    wake,
    track,
    quiet: async () =>
      await new Promise<void>((resolve, reject) => {
        waiting.add({resolve, reject});
        answer();
      }),
  };
}

/** In one pass a task moves only a few times. */
const MOST_ROUNDS = 10;

interface Waiter {
  resolve(): void;
  reject(error: unknown): void;
}
