import {setImmediate} from 'node:timers/promises';
import type {TaskName} from '../vocabulary/ids.ts';
import type {LoggedEvent} from './event-log.ts';
import {watchRun, type RunChanges} from './run-changes.ts';
import {createRunReader} from './run-reader.ts';

export interface FollowOptions {
  /** Ends it. */
  readonly signal: AbortSignal;
  /** Whether the run's process still exists. */
  readonly isAlive: () => Promise<boolean>;
  /** Whether to include the output of a task. Default: all tasks. */
  readonly isShown?: (task: TaskName) => boolean;
  /** Called once, after everything that was on disk at the start. */
  readonly onCaughtUp?: () => void;
  /** Changes of the run's files, which are closed at the end. Default: those of a watch of its own. */
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
        // Lets signals be handled between two rounds, even with a lot of output.
        await setImmediate();
        continue;
      }
      if (!isCaughtUp) onCaughtUp?.();
      isCaughtUp = true;
      if (isOver) return;
      // Its last events are read in one more round.
      if (!(await changes.next())) isOver = !(await isAlive());
    }
  } finally {
    signal.removeEventListener('abort', onAbort);
    changes.close();
  }
}
