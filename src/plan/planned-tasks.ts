import type {Task} from '../model/launch-file.ts';
import {restricted, type Graph} from '../graph/graph.ts';
import type {PlannedTask} from '../vocabulary/event.ts';
import type {TaskName} from '../vocabulary/ids.ts';

/** Who needs whom among the tasks of a run. */
export function graphOf(tasks: ReadonlyMap<TaskName, Task>): Graph<TaskName> {
  const needs = [...tasks].map(([name, task]) => [name, [...new Set(task.needs.map(({to}) => to))]] as const);
  return restricted(new Map(needs), name => tasks.has(name));
}

/** The tasks of a run as events and the journal tell them. */
export function plannedTasks(tasks: ReadonlyMap<TaskName, Task>): readonly PlannedTask[] {
  return [...graphOf(tasks)].map(([task, needs]) => ({task, kind: tasks.get(task)?.kind.name ?? '', needs}));
}
