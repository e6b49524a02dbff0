import {basename, sep} from 'node:path';
import {hashFiles, MISSING, type FileHashes} from '../freshness/file-hashes.ts';
import {guarded} from '../processes/guarded-streams.ts';
import type {Clock} from '../vocabulary/clock.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import {createDebounce} from './debounce.ts';
import {gitIgnore} from './git-ignore.ts';
import {listFiles, taskFiles, type TaskFiles, type WatchedTask} from './task-files.ts';

/** The files of some tasks, being watched. */
export interface TaskWatch {
  /** Takes the files of a task as they are now as known, since it is about to start with them. Other tasks: nothing. */
  accept(task: TaskName): Promise<void>;
  close(): Promise<void>;
}

/** A task whose files have changed: others, or with other contents. */
export interface TaskChange {
  readonly task: TaskName;
  /** Absolute, sorted. */
  readonly files: readonly string[];
}

export interface WatchOptions {
  readonly tasks: readonly WatchedTask[];
  /** The root of `.gitignore` files if there is no repository, absolute. */
  readonly dir: string;
  /** Folders whose files never count: bottle's own. */
  readonly except: readonly string[];
  readonly clock: Clock;
  /** Receives the changes since the last call, or since {@link TaskWatch.accept}; each in one call with those that came with it. */
  readonly onChange: (changes: readonly TaskChange[]) => void;
  /** Some changes can no longer be seen. */
  readonly onError: (error: unknown) => void;
}

export type WatchTasks = (options: WatchOptions) => Promise<TaskWatch>;

/**
 * Watches the files of tasks. A notification only says where to look: what counts is whether the contents differ from the known ones,
 * so that a file that was only touched, or that changed before the task started, is no change.
 *
 * Resolves when nothing can be missed any more. @throws if the files cannot be watched
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
  /** One after the other: each compares with what the one before has left. */
  const inTurn = async (act: () => Promise<void>): Promise<void> => {
    const turn = work.then(async () => {
      if (!closed.signal.aborted) await act();
    });
    work = turn.catch(() => undefined);
    await turn;
  };
  const flush = async (): Promise<void> => {
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
  const all = [...watched.values()].map(({files}) => files);
  const stop = await startWatching(all, onTouch, onError);
  const accept = async (task: TaskName): Promise<void> => {
    const each = watched.get(task);
    if (each) await inTurn(async () => await takeAll(each));
  };
  try {
    for (const task of watched.keys()) await accept(task);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    accept,
    async close() {
      closed.abort();
      await stop();
      await work;
    },
  };
};

/** Watched as well: what git ignores from now on is no change any more. */
function isIgnoreFile(path: string): boolean {
  return basename(path) === '.gitignore';
}

interface Watched {
  readonly files: TaskFiles;
  known: FileHashes;
  /** Files with a notification since they became known. */
  touched: Set<string>;
}

/** Files touched in the meantime are checked again. */
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

/** @returns the way to stop it */
async function startWatching(
  tasks: readonly TaskFiles[],
  onTouch: (path: string) => void,
  onError: (error: unknown) => void,
): Promise<() => Promise<void>> {
  const {FSWatcher} = await import('chokidar');
  const watcher = guarded(
    new FSWatcher({
      ignoreInitial: true,
      ignorePermissionErrors: true,
      ignored: (path, stats) => {
        const isFile = stats !== undefined && !stats.isSymbolicLink() && !stats.isDirectory();
        const isFolder = stats?.isDirectory() ?? false;
        if (!isFolder && isIgnoreFile(path)) return false;
        return !tasks.some(
          files => (!isFile && files.mayContain(path)) || (!isFolder && files.includes(path)),
        );
      },
    }),
  );
  for (const event of ['add', 'change', 'unlink'] as const) watcher.on(event, onTouch);
  try {
    await new Promise<void>((resolve, reject) => {
      watcher.once('ready', resolve).once('error', reject);
      watcher.add([...new Set(tasks.flatMap(({roots}) => roots))]);
    });
  } catch (error) {
    await watcher.close();
    throw error;
  }
  watcher.on('error', onError);
  return async () => await watcher.close();
}
