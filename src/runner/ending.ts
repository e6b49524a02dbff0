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

/** When a run ends by itself. */
export interface EndingRules {
  /** Whether branches that do not need a failed task come up first. */
  readonly keepGoing: boolean;
  /** Whether it goes on though nothing keeps it from ending. */
  readonly hold: boolean;
}

/** The ending of a run. */
export function createEnding(stop: Stop, {keepGoing, hold}: EndingRules): Ending {
  const failures: TaskFailure[] = [];
  const holding = new Set<TaskName>();
  let isAllUp = false;

  const conclude = (): void => {
    const [failure] = failures;
    if (failure && (isAllUp || !keepGoing)) stop.because({why: 'failed', failure});
    if (isAllUp && holding.size === 0 && !hold) stop.because({why: 'nothing-holds'});
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
