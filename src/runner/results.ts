import type {Task} from '../model/launch-file.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import {badEnd, exitCodeOf} from './task-state.ts';
import type {TaskTable} from './task-table.ts';

/** The tasks that were cancelled, in the order in which that ended. */
export function cancelledTasks({stateOf, byLastMove}: TaskTable): readonly TaskName[] {
  return byLastMove().filter(name => badEnd(stateOf(name))?.status === 'cancelled');
}

/** The exit codes of the tasks that have ended by themselves. */
export function exitCodes({stateOf, byLastMove}: TaskTable): Readonly<Record<string, number>> {
  return definedValues(byLastMove().map(name => [name, exitCodeOf(stateOf(name))]));
}

/** How long tasks took that came up well, in milliseconds; not those that had nothing to do, or had the terminal. */
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
  return Object.fromEntries(
    entries.filter((entry): entry is readonly [string, number] => entry[1] !== undefined),
  );
}
