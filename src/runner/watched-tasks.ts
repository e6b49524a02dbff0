import {resolve} from 'node:path';
import {sourceFileOf, type Task} from '../model/launch-file.ts';
import {watchedGlobs} from '../plan/watched.ts';
import {referencePaths} from '../values/reference-paths.ts';
import {values} from '../values/resolve.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import type {WatchedTask} from '../watch/task-files.ts';
import type {Session} from './session.ts';

/** The tasks with watched files, with their references resolved. */
export function watchedTasks(
  tasks: ReadonlyMap<TaskName, Task>,
  {scopes, watch, emit}: Session,
): readonly WatchedTask[] {
  return [...tasks.values()].flatMap(task => {
    const {text} = values(scopes.ofTask(task));
    const globs = watchedGlobs(task, watch.mode);
    if (globs.length === 0) return [];
    const unknown = taskRead(task, globs);
    if (unknown !== undefined) {
      const warning = `its files are not watched: their paths depend on the task \`${unknown}\``;
      emit({type: 'task-warned', task: task.name, warning});
      return [];
    }
    const {cwd, generates = []} = task.files();
    return {
      ...{task: task.name, cwd: resolve(sourceFileOf(task).dir, text(cwd))},
      ...{globs: globs.map(list => list.map(text)), generates: generates.map(text)},
    };
  });
}

/** The task whose outputs are used in file paths, if any. Such paths are unknown until that task has started. */
function taskRead(task: Task, globs: readonly (readonly string[])[]): string | undefined {
  const {cwd, generates = []} = task.files();
  const paths = [cwd, ...generates, ...globs.flat()].flatMap(referencePaths);
  return paths.find(([root]) => root === 'tasks')?.[1];
}
