import type {Task} from '../model/launch-file.ts';
import type {TaskName} from '../vocabulary/ids.ts';

/** Which tasks restart when their files change: `none`, tasks with `watch` (`declared`), or also tasks with `sources` (`all`). */
export type WatchMode = 'none' | 'declared' | 'all';

/** The globs of files that restart a task when they change. Each list has its own exclusions. References are unresolved. */
export function watchedGlobs(task: Task, mode: WatchMode): readonly (readonly string[])[] {
  if (mode === 'none' || task.isInteractive()) return [];
  const lists = [task.source.watch ?? [], mode === 'all' ? task.files().sources : []];
  return lists.filter(globs => globs.length > 0);
}

/** Whether any task restarts when files change. */
export function isWatching(tasks: ReadonlyMap<TaskName, Task>, mode: WatchMode): boolean {
  return [...tasks.values()].some(task => watchedGlobs(task, mode).length > 0);
}
