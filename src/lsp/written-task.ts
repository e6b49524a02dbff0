import {isMap, type Plain} from '../config/yaml/broken.ts';
import type {Draft} from '../config/analysis/draft.ts';

/** A task as it is written, whatever is wrong with it. */
export function writtenTask({parsed}: Draft, name: string): Plain {
  const {tasks} = parsed.value as Plain;
  const task = isMap(tasks) ? tasks[name] : undefined;
  return isMap(task) ? task : {};
}

/** The kind of a task, also where the rest of it is wrong. */
export function kindOf(draft: Draft, name: string): string | undefined {
  const task = writtenTask(draft, name);
  return Object.keys(draft.kinds).find(kind => kind in task);
}
