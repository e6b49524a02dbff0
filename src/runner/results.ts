import type {Task} from '../model/launch-file.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import {badEnd, exitCodeOf} from '../lifecycle/task-state.ts';
import {objectOf} from '../vocabulary/object-of.ts';
import type {TaskTable} from './task-table.ts';

/** The cancelled tasks, in the order in which they ended. */
export function cancelledTasks({stateOf, byLastMove}: TaskTable): readonly TaskName[] {
  return byLastMove().filter(name => badEnd(stateOf(name))?.status === 'cancelled');
}

/** The exit codes of the tasks that exited on their own. */
export function exitCodes({stateOf, byLastMove}: TaskTable): Readonly<Record<string, number>> {
  return definedValues(byLastMove().map(name => [name, exitCodeOf(stateOf(name))]));
}

/** Milliseconds until each task was ready or done, except for interactive tasks and tasks that had nothing to do. */
export function timesToReady({
  tasks,
  table,
}: {
  readonly tasks: ReadonlyMap<TaskName, Task>;
  readonly table: TaskTable;
}): Readonly<Record<string, number>> {
  const worked = [...tasks.values()].filter(task => !task.isInteractive());
  const times = worked.map(({name}) => [name, table.timeToReady(name)] as const);
  return definedValues(times.map(([name, ms]) => [name, ms === undefined ? ms : Math.round(ms)]));
}

function definedValues(
  entries: readonly (readonly [string, number | undefined])[],
): Readonly<Record<string, number>> {
  return objectOf(entries.filter((entry): entry is readonly [string, number] => entry[1] !== undefined));
}
