import type {Task} from '../model/launch-file.ts';
import type {TaskName} from '../vocabulary/ids.ts';

/** Which tasks restart after changes of their files: `none`, those with `watch` (`declared`), or those with `sources` as well (`all`). */
export type WatchMode = 'none' | 'declared' | 'all';

/** The globs of the files whose changes restart a task, as lists with exclusions of their own; references are unresolved. */
export function watchedGlobs(task: Task, mode: WatchMode): readonly (readonly string[])[] {
  if (mode === 'none' || task.isInteractive()) return [];
  const lists = [task.source.watch ?? [], mode === 'all' ? task.files().sources : []];
  return lists.filter(globs => globs.length > 0);
}

/** Whether any task restarts after changes. */
export function isWatching(tasks: ReadonlyMap<TaskName, Task>, mode: WatchMode): boolean {
  return [...tasks.values()].some(task => watchedGlobs(task, mode).length > 0);
}
