import type {FSWatcher} from 'node:fs';
import {statSync} from 'node:fs';
import {watchFolder} from '../processes/guarded-streams.ts';
import {EVENT_LOG} from '../state/history-files.ts';
import {JOURNAL} from '../state/journal.ts';
import {runsDirectory} from '../state/state-directory.ts';
import {isRunId, type RunId} from '../vocabulary/ids.ts';

/** Callbacks for changes on disk. */
export interface OnChanges {
  /** The list of runs may have changed. */
  list(): void;
  /** A run may have new events. */
  events(id: RunId): void;
  /** A run may have ended or been deleted. */
  state(id: RunId): void;
}

/** Watches on the list of runs, and on the directory of each run that has not ended. */
export interface RunWatches {
  /** Watches the list. Returns whether changes may have been missed: the watch is new, or not possible. */
  watchList(): boolean;
  /** Watches a run. Returns whether the watch is new. */
  watchRun(id: RunId, dir: string): boolean;
  isWatched(id: RunId): boolean;
  unwatchRun(id: RunId): void;
  close(): void;
}

export function createRunWatches(stateDir: string, on: OnChanges): RunWatches {
  const path = runsDirectory(stateDir);
  const runs = new Map<RunId, FSWatcher>();
  let list: FSWatcher | undefined;
  let inode: number | undefined;

  const onList = (_: string, id: string | null): void => {
    on.list();
    // The directory was deleted, or recreated by a live run.
    if (id === null || !isRunId(id) || !runs.has(id)) return;
    unwatchRun(id);
    on.state(id);
  };
  const onRun = (id: RunId, event: string, name: string | null): void => {
    if (name === EVENT_LOG || name === null) on.events(id);
    // Only the deletion of the journal at the end matters, not its content.
    if ((name === JOURNAL && event === 'rename') || name === null) on.state(id);
  };
  const unwatchRun = (id: RunId): void => {
    runs.get(id)?.close();
    runs.delete(id);
  };
  return {
    watchList() {
      const now = statSync(path, {throwIfNoEntry: false})?.ino;
      if (list && inode === now) return false;
      const isSame = inode === undefined && now === undefined;
      list?.close();
      inode = now;
      list = now === undefined ? undefined : watchIfPossible(path, onList);
      return !isSame;
    },
    watchRun(id, dir) {
      if (runs.has(id)) return false;
      const watcher = watchIfPossible(dir, (event, name) => onRun(id, event, name));
      if (watcher) runs.set(id, watcher);
      return watcher !== undefined;
    },
    isWatched: id => runs.has(id),
    unwatchRun,
    close() {
      list?.close();
      for (const watcher of runs.values()) watcher.close();
      runs.clear();
    },
  };
}

/** Watches a folder; `undefined` if it does not exist, or the system has no watches left. */
export function watchIfPossible(
  path: string,
  onChange: (event: string, name: string | null) => void,
): FSWatcher | undefined {
  try {
    return watchFolder(path, {persistent: false}, onChange);
  } catch {
    return undefined;
  }
}
