import type {TaskFailure} from '../vocabulary/failure.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import type {Stop} from './stop.ts';

/** What ends a run from the inside: failures, the end of certain tasks, and that nothing is left that keeps it. */
export interface Ending {
  /** In the order in which they happened. */
  readonly failures: readonly TaskFailure[];
  /** Notes a failure; it stops the run as {@link EndingRules} have it. */
  fail(failure: TaskFailure): void;
  /** Notes that a task has come up, ended or been given up. */
  over(task: TaskName, how: 'succeeded' | 'failed' | 'cancelled'): void;
  /** Notes that bottle itself has failed: it stops the run immediately. */
  bug(failure: TaskFailure): void;
  /** Notes that a task is up that keeps the run from ending; `release` that it no longer does. */
  hold(task: TaskName): void;
  release(task: TaskName): void;
  /** Notes that nothing more will come up; gives what holds. */
  allUp(): readonly TaskName[];
}

/** When a run ends by itself. */
export interface EndingRules {
  /** Whether a failure stops the run only once nothing more can come up. */
  readonly keepGoing: boolean;
  /** Whether it goes on though nothing keeps it from ending. */
  readonly hold: boolean;
  /** The task whose end ends the run. */
  readonly until: TaskName | undefined;
  /** The tasks that get the terminal; the run ends with the last of them. */
  readonly terminals: readonly TaskName[];
  /** The tasks that are to run after a failed one all the same; the failure stops the run once they are over. */
  followersOf(task: TaskName): Iterable<TaskName>;
}

/** The ending of a run. */
export function createEnding(stop: Stop, rules: EndingRules): Ending {
  const {keepGoing, hold, until, terminals, followersOf} = rules;
  const failures: TaskFailure[] = [];
  const holding = new Set<TaskName>();
  const over = new Set<TaskName>();
  const followers = new Set<TaskName>();
  let isAllUp = false;

  const conclude = (): void => {
    const [failure] = failures;
    const goesOn = keepGoing || [...followers].some(task => !over.has(task));
    if (failure && (isAllUp || !goesOn)) stop.because({why: 'failed', failure});
    if (isAllUp && holding.size === 0 && !hold) stop.because({why: 'all-done'});
  };

  return {
    failures,
    fail(failure) {
      failures.push(failure);
      const failed = 'task' in failure ? failure.task : undefined;
      if (failed !== undefined) for (const task of followersOf(failed)) followers.add(task);
      conclude();
    },
    over(task, how) {
      over.add(task);
      if (how !== 'succeeded') holding.delete(task);
      conclude();
      // A task that was not allowed to fail, and what that has cancelled, are the failure's affair.
      if (how !== 'succeeded' && failures.length > 0) return;
      const code = how === 'cancelled' ? 1 : 0;
      if (task === until) stop.because({why: 'until', task, code});
      const isLast = terminals.includes(task) && terminals.every(each => over.has(each));
      if (isLast) stop.because({why: 'terminal', task, code});
    },
    bug(failure) {
      failures.push(failure);
      stop.because({why: 'failed', failure});
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
