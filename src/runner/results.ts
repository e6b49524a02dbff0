import type {Task} from '../model/launch-file.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import {dependentsOfFailed} from '../lifecycle/dependents-of-failed.ts';
import {badEnd, exitCodeOf} from '../lifecycle/task-state.ts';
import {objectOf} from '../vocabulary/object-of.ts';
import type {RunResult} from './run-options.ts';
import type {Session} from './session.ts';
import type {TaskTable} from './task-table.ts';

/** The cancelled tasks, and those of them that depend on a failed task, in the order in which they ended. */
export function cancelledTasks({
  table: {stateOf, byLastMove},
  taskGraph,
  failures,
}: Pick<Session, 'table' | 'taskGraph' | 'failures'>): Pick<RunResult, 'cancelled' | 'cancelledDependents'> {
  const ended = (status: 'failed' | 'cancelled') =>
    byLastMove().filter(name => badEnd(stateOf(name))?.status === status);
  const failed = failures.flatMap(failure => ('task' in failure ? (failure.task ?? []) : []));
  const dependents = dependentsOfFailed([...failed, ...ended('failed')], taskGraph.needs);
  const cancelled = ended('cancelled');
  return {cancelled, cancelledDependents: cancelled.filter(name => dependents.has(name))};
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
