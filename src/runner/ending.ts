import type {TaskFailure} from '../vocabulary/failure.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import type {Stop} from './stop.ts';

/** What ends a run from the inside: failures, and that nothing is left that keeps it. */
export interface Ending {
  /** In the order in which they happened. */
  readonly failures: readonly TaskFailure[];
  /** Notes a failure; it stops the run, with `keepGoing` only once nothing more can come up. */
  fail(failure: TaskFailure): void;
  /** Notes that a task is up that keeps the run from ending; `release` that it no longer does. */
  hold(task: TaskName): void;
  release(task: TaskName): void;
  /** Notes that nothing more will come up; gives what holds. */
  allUp(): readonly TaskName[];
}

/** The ending of a run; `keepGoing` lets branches that do not need a failed task come up first. */
export function createEnding(stop: Stop, keepGoing: boolean): Ending {
  const failures: TaskFailure[] = [];
  const holding = new Set<TaskName>();
  let isAllUp = false;

  const conclude = (): void => {
    const [failure] = failures;
    if (failure && (isAllUp || !keepGoing)) stop.because({why: 'failed', failure});
    if (isAllUp && holding.size === 0) stop.because({why: 'nothing-holds'});
  };

  return {
    failures,
    fail(failure) {
      failures.push(failure);
      conclude();
    },
    hold: task => void holding.add(task),
    release(task) {
      holding.delete(task);
      conclude();
    },
    allUp() {
      isAllUp = true;
      const held = [...holding];
      conclude();
      return held;
    },
  };
}
