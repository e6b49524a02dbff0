import type {FSWatcher} from 'node:fs';
import {join} from 'node:path';
import {watchFolder} from '../processes/guarded-streams.ts';
import {LOGS} from '../state/history-files.ts';

/** Reports changes to the files of a run. */
export interface RunChanges {
  /**
   * Resolves with `true` after the next or a pending change, and with `false` if there is no change for a while.
   */
  next(): Promise<boolean>;
  close(): void;
}

/** Polling interval for changes that the system does not report, such as the end of the process. */
const POLL_MS = 250;

/** Watches the folders of a run. If the system has no watches left, they are polled. */
export function watchRun(dir: string): RunChanges {
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
      // The folder does not exist yet, or the system has no watches left: poll, and try again later.
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
