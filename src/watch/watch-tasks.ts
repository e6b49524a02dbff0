import {sep} from 'node:path';
import {hashFiles, MISSING, type FileHashes} from '../freshness/file-hashes.ts';
import type {Clock} from '../vocabulary/clock.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import {createDebounce} from './debounce.ts';
import {gitIgnore} from './git-ignore.ts';
import {isIgnoreFile, startNotifications} from './notifications.ts';
import {listFiles, taskFiles, type TaskFiles, type WatchedTask} from './task-files.ts';

/** A watch on the files of tasks. */
export interface TaskWatch {
  /** Records the current files of a task that is about to start. Does nothing for unwatched tasks. */
  accept(task: TaskName): Promise<void>;
  close(): Promise<void>;
}

/** A task with files that were added, removed or changed. */
export interface TaskChange {
  readonly task: TaskName;
  /** Sorted absolute paths. */
  readonly files: readonly string[];
}

export interface WatchOptions {
  readonly tasks: readonly WatchedTask[];
  /** The absolute path of the root for `.gitignore` files if there is no repository. */
  readonly dir: string;
  /** Folders to exclude, which belong to bottle. */
  readonly except: readonly string[];
  readonly clock: Clock;
  /** Called with all changes since the last call or {@link TaskWatch.accept}. */
  readonly onChange: (changes: readonly TaskChange[]) => void;
  /** Called when some changes can no longer be seen. */
  readonly onError: (error: unknown) => void;
}

export type WatchTasks = (options: WatchOptions) => Promise<TaskWatch>;

/**
 * Watches the files of tasks. A notification only triggers a check. A file has changed if its contents differ from the recorded ones,
 * so a `touch` or a change before the start is ignored.
 *
 * Resolves when all files are watched. @throws if the files cannot be watched
 */
export const watchTasks: WatchTasks = async options => {
  const {tasks, dir, except, clock, onChange, onError} = options;
  const git = gitIgnore(dir);
  const isOutside = (path: string): boolean =>
    except.some(folder => path === folder || path.startsWith(`${folder}${sep}`));
  const watched = new Map<TaskName, Watched>();
  for (const task of tasks)
    watched.set(task.task, {files: await taskFiles(task, git, isOutside), known: {}, touched: new Set()});

  const closed = new AbortController();
  let work = Promise.resolve();
  /** Runs one action at a time, because each compares with the result of the previous one. */
  const inTurn = async (act: () => Promise<void>): Promise<void> => {
    const turn = work.then(async () => {
      if (!closed.signal.aborted) await act();
    });
    work = turn.catch(() => undefined);
    await turn;
  };
  let listings = 0;
  const flush = async (): Promise<void> => {
    if (listings > 0) {
      await touchUnknown(watched.values(), notifications.follow);
      if (--listings > 0) debounce.touch();
    }
    const changes: TaskChange[] = [];
    for (const [task, each] of watched) {
      const files = await changedFiles(each);
      if (files.length > 0) changes.push({task, files});
    }
    if (changes.length > 0 && !closed.signal.aborted) onChange(changes);
  };
  const debounce = createDebounce(clock, closed.signal, () => void inTurn(flush).catch(onError));
  const onTouch = (path: string): void => {
    if (isIgnoreFile(path)) git.forget();
    for (const {files, touched} of watched.values()) {
      if (!files.includes(path)) continue;
      touched.add(path);
      debounce.touch();
    }
  };
  const onFolder = (): void => {
    listings = LISTINGS;
    debounce.touch();
  };
  const all = [...watched.values()].map(({files}) => files);
  const notifications = await startNotifications(all, {onTouch, onFolder, onError});
  const accept = async (task: TaskName): Promise<void> => {
    const each = watched.get(task);
    if (each) await inTurn(async () => await takeAll(each));
  };
  try {
    for (const task of watched.keys()) await accept(task);
  } catch (error) {
    await notifications.stop();
    throw error;
  }
  return {
    accept,
    async close() {
      closed.abort();
      await notifications.stop();
      await work;
    },
  };
};

interface Watched {
  readonly files: TaskFiles;
  known: FileHashes;
  /** Files with notifications since the last recording. */
  touched: Set<string>;
}

/** The number of listings after a new folder. The first may run before its files exist, and their notifications may be missed too. */
const LISTINGS = 2;

/** Touches files that are not recorded. They were created in a new folder before it was watched, so there was no notification. */
async function touchUnknown(tasks: Iterable<Watched>, follow: (path: string) => void): Promise<void> {
  for (const {files, known, touched} of tasks) {
    for (const path of await listFiles(files)) {
      if ((known[path] ?? MISSING) !== MISSING) continue;
      touched.add(path);
      follow(path);
    }
  }
}

/** Records the current files. Files touched in the meantime are checked again. */
async function takeAll(each: Watched): Promise<void> {
  each.touched = new Set();
  each.known = await hashFiles('/', await listFiles(each.files));
}

async function changedFiles(each: Watched): Promise<readonly string[]> {
  const touched = [...each.touched].sort();
  each.touched = new Set();
  const now = await hashFiles('/', touched);
  const changed = touched.filter(path => now[path] !== (each.known[path] ?? MISSING));
  each.known = {...each.known, ...now};
  return changed;
}
