import {basename, dirname} from 'node:path';
import {guarded} from '../processes/guarded-streams.ts';
import type {TaskFiles} from './task-files.ts';

/** A watch on the files of tasks. */
export interface Notifications {
  /** Watches a file that was created after its folder was read and before the folder was watched. */
  follow(path: string): void;
  stop(): Promise<void>;
}

export interface NotificationOptions {
  /** Called when a file was added, removed or possibly changed. */
  readonly onTouch: (path: string) => void;
  /** Called when there is a new folder. Files created in it at the same time may be missed. */
  readonly onFolder: () => void;
  /** Called when some changes can no longer be seen. */
  readonly onError: (error: unknown) => void;
}

/** Resolves when all files are watched. @throws if the files cannot be watched */
export async function startNotifications(
  tasks: readonly TaskFiles[],
  {onTouch, onFolder, onError}: NotificationOptions,
): Promise<Notifications> {
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
  watcher.on('error', onError).on('addDir', onFolder);
  return {
    follow(path) {
      const missed = firstMissed(path, watcher.getWatched());
      if (missed !== undefined) watcher.add(missed);
    },
    stop: async () => await watcher.close(),
  };
}

/** Whether a file is a `.gitignore`. These are watched too, because their changes affect the ignored files. */
export function isIgnoreFile(path: string): boolean {
  return basename(path) === '.gitignore';
}

/** The file or its highest parent folder that is missing from the list of a watched folder. */
function firstMissed(path: string, watched: Readonly<Record<string, readonly string[]>>): string | undefined {
  const folder = dirname(path);
  if (folder === path) return undefined;
  const listed = watched[folder];
  if (listed === undefined) return firstMissed(folder, watched);
  return listed.includes(basename(path)) ? undefined : path;
}
