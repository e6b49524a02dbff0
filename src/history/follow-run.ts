import type {FSWatcher} from 'node:fs';
import {join} from 'node:path';
import {setImmediate} from 'node:timers/promises';
import {watchFolder} from '../processes/guarded-streams.ts';
import {LOGS} from '../state/history-files.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import type {LoggedEvent} from './event-log.ts';
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
  {signal, isAlive, isShown = () => true, onCaughtUp}: FollowOptions,
): AsyncGenerator<LoggedEvent> {
  const reader = createRunReader(dir, isShown);
  const changes = watchRun(dir);
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

/** Polling interval for changes that the system does not report, such as the end of the process. */
const POLL_MS = 250;

/** Changes of the files of a run. */
interface Changes {
  /** Resolves with `true` after the next or a pending change, with `false` if there was none for a while. */
  next(): Promise<boolean>;
  close(): void;
}

/** Watches the folders of a run. If the system has no watches left, they are polled. */
function watchRun(dir: string): Changes {
  const watched = new Map<string, FSWatcher>();
  let hasChanged = false;
  let wake: (() => void) | undefined;
  let isClosed = false;
  const change = (): void => {
    hasChanged = true;
    wake?.();
  };
  const watchOnce = (path: string): void => {
    if (watched.has(path)) return;
    try {
      const watcher = watchFolder(path, {persistent: false}, change);
      watcher.on('error', () => {
        watched.delete(path);
        watcher.close();
      });
      watched.set(path, watcher);
    } catch {
      // It does not exist yet, or the system has no watches left: poll, and try again later.
    }
  };
  const watchFolders = (): void => {
    for (const path of [dir, join(dir, LOGS)]) watchOnce(path);
  };
  watchFolders();
  return {
    async next() {
      watchFolders();
      if (!hasChanged && !isClosed) {
        await new Promise<void>(resolve => {
          const timer = setTimeout(resolve, POLL_MS);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      const changed = hasChanged;
      hasChanged = false;
      return changed;
    },
    close() {
      isClosed = true;
      for (const watcher of watched.values()) watcher.close();
      wake?.();
    },
  };
}
