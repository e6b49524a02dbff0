import {isMap, type Plain} from '../config/yaml/errors-below.ts';
import type {PartialFile} from '../config/analysis/partial-file.ts';

/** A task as it is written, whatever is wrong with it. */
export function taskSource({parsed}: PartialFile, name: string): Plain {
  const {tasks} = parsed.value as Plain;
  const task = isMap(tasks) ? tasks[name] : undefined;
  return isMap(task) ? task : {};
}

/** The kind of a task, also where the rest of it is wrong. */
export function kindOf(partial: PartialFile, name: string): string | undefined {
  const task = taskSource(partial, name);
  return Object.keys(partial.kinds).find(kind => kind in task);
}
