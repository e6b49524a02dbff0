import {rebaseValue} from '../config/composition/relative-paths.ts';
import {sourceFileOf, type LaunchFile, type Task} from '../model/launch-file.ts';
import type {TaskName} from '../vocabulary/ids.ts';

/** The launch file with the paths of all tasks from one folder: those of included files are relative to their own. */
export function rebased(launch: LaunchFile, to = launch.dir): LaunchFile {
  const tasks = [...launch.tasks].map(([name, task]): readonly [TaskName, Task] => {
    const {dir: from} = sourceFileOf(task);
    return [name, from === to ? task : {...task, source: rebaseValue(task.source, {from, to})}];
  });
  return {...launch, tasks: new Map(tasks)};
}
