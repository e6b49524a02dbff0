import type {Operation} from '../lifecycle/operation.ts';
import {createReconciler} from '../lifecycle/reconcile.ts';
import type {Situation} from '../lifecycle/situation.ts';
import type {TaskName} from '../vocabulary/ids.ts';

/** Executes the operations of a {@link createReconciler reconciler} after each change, until there are none. */
export interface ControlLoop {
  /** Schedules a pass after the state of a task has changed. */
  moved(task: TaskName): void;
  /** Schedules a pass after any other change. */
  wake(): void;
  /** Resolves when no operation is due or running. Rejects if a pass throws, which is a bug. */
  quiet(): Promise<void>;
}

export interface LoopOptions {
  /** Returns the current situation, which is the same object as long as only states of tasks have changed. */
  readonly situation: () => Situation;
  /**
   * Executes an operation. Its first state change happens synchronously, and all others before the promise settles. The loop is not quiet
   * until then.
   */
  readonly execute: (operation: Operation) => Promise<void> | undefined;
  /** Called after each pass, when no operation is due. */
  readonly onIdle?: () => void;
  /** Called with the error that stopped the loop. */
  readonly onBug?: (error: unknown) => void;
}

/** Creates a control loop. Changes in the same tick are handled in one pass. */
export function createControlLoop({situation, execute, onIdle, onBug}: LoopOptions): ControlLoop {
  const underWay = new Set<Promise<void>>();
  const waiting = new Set<Waiter>();
  const reconciler = createReconciler();
  /** Whether a pass is due or running. A running one handles all changes that it makes. */
  let isAwake = false;
  let bug: {readonly error: unknown} | undefined;

  const pass = (): void => {
    for (let round = 0; ; round++) {
      const now = situation();
      const operations = reconciler.next(now);
      if (operations.length === 0) break;
      if (round > MOST_ROUNDS * now.graph.needs.size)
        throw new Error(`operations without effect: ${JSON.stringify(operations)}`);
      for (const operation of operations) {
        const work = execute(operation);
        if (work) track(work);
      }
    }
    isAwake = false;
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
  const passNow = (): void => {
    // It may have been scheduled before the bug.
    if (!bug) guarded(pass);
  };
  const wake = (): void => {
    if (isAwake || bug) return;
    isAwake = true;
    queueMicrotask(passNow);
  };
  /** Keeps the loop from becoming quiet until `work` settles. */
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
    moved(task) {
      reconciler.touch(task);
      wake();
    },
    wake,
    quiet: async () =>
      await new Promise<void>((resolve, reject) => {
        waiting.add({resolve, reject});
        answer();
      }),
  };
}

/** The maximum number of rounds per task in a pass. A task changes its state only a few times in one pass. */
const MOST_ROUNDS = 10;

interface Waiter {
  resolve(): void;
  reject(error: unknown): void;
}
