import type {LaunchFile} from '../model/launch-file.ts';
import type {NeedCondition} from '../schema/common-task.ts';
import type {TaskName} from '../vocabulary/ids.ts';

/** A need between two exported tasks. */
export interface CarriedNeed {
  readonly to: TaskName;
  readonly condition: NeedCondition;
}

/**
 * The needs of a task among the exported tasks. A needed task that is not exported is replaced by its own needs, which preserves the
 * order.
 */
export function carriedNeeds(
  name: TaskName,
  {tasks}: Pick<LaunchFile, 'tasks'>,
  isCarried: (name: TaskName) => boolean,
): readonly CarriedNeed[] {
  const found = new Map<TaskName, CarriedNeed>();
  const seen = new Set<TaskName>();
  const visit = (from: TaskName): void => {
    for (const {to, condition} of tasks.get(from)?.needs ?? []) {
      if (isCarried(to)) {
        if (found.get(to)?.condition !== 'ready') found.set(to, {to, condition});
      } else if (!seen.has(to)) {
        seen.add(to);
        visit(to);
      }
    }
  };
  visit(name);
  return [...found.values()];
}
