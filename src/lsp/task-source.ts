import {isMap, type Plain} from '../config/yaml/errors-below.ts';
import type {PartialFile} from '../config/analysis/partial-file.ts';

/** The source of a task, even if it is invalid. */
export function taskSource({parsed}: PartialFile, name: string): Plain {
  const {tasks} = parsed.value as Plain;
  const task = isMap(tasks) ? tasks[name] : undefined;
  return isMap(task) ? task : {};
}

/** The kind of a task, even if other parts of the task are invalid. */
export function kindOf(partial: PartialFile, name: string): string | undefined {
  const task = taskSource(partial, name);
  return Object.keys(partial.kinds).find(kind => kind in task);
}
