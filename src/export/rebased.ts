import {rebaseValue} from '../config/composition/relative-paths.ts';
import {sourceFileOf, type LaunchFile, type Task} from '../model/launch-file.ts';
import type {TaskName} from '../vocabulary/ids.ts';

/** A launch file whose paths are all relative to one folder. Paths in included files were relative to the folder of their file. */
export function rebased(launch: LaunchFile, to = launch.dir): LaunchFile {
  const tasks = [...launch.tasks].map(([name, task]): readonly [TaskName, Task] => {
    const {dir: from} = sourceFileOf(task);
    return [name, from === to ? task : {...task, source: rebaseValue(task.source, {from, to})}];
  });
  return {...launch, tasks: new Map(tasks)};
}
