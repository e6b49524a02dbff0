import type {TaskName} from '../vocabulary/ids.ts';
import type {LoggedEvent} from './event-log.ts';
import {watchRun, type RunChanges} from './run-changes.ts';
import {createRunReader} from './run-reader.ts';
import {nextTurn} from '../processes/next-turn.ts';

export interface FollowOptions {
  /** Stops following. */
  readonly signal: AbortSignal;
  /** Whether the run's process still exists. */
  readonly isAlive: () => Promise<boolean>;
  /** Whether to include the output of a task. Default: all tasks. */
  readonly isShown?: (task: TaskName) => boolean;
  /** Called once, when everything that was on disk at the start has been read. */
  readonly onCaughtUp?: () => void;
  /** Reports changes to the run's files; closed at the end. Default: a new watch. */
  readonly changes?: RunChanges;
}

/** All events and lines of output of the run in `dir` that are on disk, in chronological order. */
export function readRun(
  dir: string,
  {isShown = () => true}: Pick<FollowOptions, 'isShown'> = {},
): Iterable<LoggedEvent> {
  const reader = createRunReader(dir, isShown);
  reader.extend();
  return reader.read();
}

/**
 * Follows the events and output of the run in `dir` in chronological order: first those on disk, then new ones. Ends after
 * `run-ended`, when the run's process is gone, or on abort. Works for live, dead and ended runs.
 */
export async function* followRun(
  dir: string,
  {signal, isAlive, isShown = () => true, onCaughtUp, changes = watchRun(dir)}: FollowOptions,
): AsyncGenerator<LoggedEvent> {
  const reader = createRunReader(dir, isShown);
  let isOver = false;
  let isCaughtUp = false;
  const isAborted = (): boolean => signal.aborted;
  const onAbort = (): void => changes.close();
  signal.addEventListener('abort', onAbort, {once: true});
  try {
    while (!isAborted()) {
      const isNew = reader.extend();
      for (const event of reader.read({whileWritten: isNew && !isOver})) {
        yield event;
        if (isAborted()) return;
        isOver ||= event.type === 'run-ended';
      }
      if (isNew) {
        // Gives signal handlers a turn between two rounds, even with a lot of output.
        await nextTurn();
        continue;
      }
      if (!isCaughtUp) onCaughtUp?.();
      isCaughtUp = true;
      if (isOver) return;
      // One more round reads the last events.
      if (!(await changes.next())) isOver = !(await isAlive());
    }
  } finally {
    signal.removeEventListener('abort', onAbort);
    changes.close();
  }
}
