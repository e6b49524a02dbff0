import type {Task} from '../model/launch-file.ts';
import {taskGraphOf, type TaskGraph} from '../lifecycle/task-graph.ts';
import {restricted, type Graph} from '../graph/graph.ts';
import type {TaskTimes} from '../state/times.ts';
import type {JournaledTask} from '../vocabulary/journal-record.ts';
import type {PlannedNeed, PlannedTask} from '../vocabulary/event.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import {orphanRemovalOf} from './orphan-removal.ts';

/** The dependency graph of the tasks of a run. */
export function graphOf(tasks: ReadonlyMap<TaskName, Task>): Graph<TaskName> {
  const needs = [...tasks].map(([name, task]) => [name, [...new Set(task.needs.map(({to}) => to))]] as const);
  return restricted(new Map(needs), name => tasks.has(name));
}

/**
 * The dependency graph with the conditions of needs, for the control loop.
 * @param times how long tasks took in their last runs; the average is used for missing tasks
 */
export function taskGraphOfRun(tasks: ReadonlyMap<TaskName, Task>, times: TaskTimes = {}): TaskGraph {
  const needs = [...tasks].map(([name, task]) => [name, task.needs.filter(({to}) => tasks.has(to))] as const);
  const waitsForOrphans = (name: TaskName): boolean => {
    const task = tasks.get(name);
    return task !== undefined && orphanRemovalOf(task) !== undefined;
  };
  const known = [...tasks.keys()].flatMap(name => times[name] ?? []);
  const average = known.length === 0 ? 1 : known.reduce((sum, ms) => sum + ms, 0) / known.length;
  return taskGraphOf(new Map(needs), waitsForOrphans, name => times[name] ?? average);
}

/** The tasks of a run, as in events. */
export function plannedTasks(tasks: ReadonlyMap<TaskName, Task>): readonly PlannedTask[] {
  return [...tasks.values()].map(({name, kind, needs}) => ({
    task: name,
    kind: kind.name,
    needs: plannedNeeds(needs.filter(({to}) => tasks.has(to))),
  }));
}

/** The tasks of a run, as in its journal. */
export function journaledTasks(tasks: ReadonlyMap<TaskName, Task>): readonly JournaledTask[] {
  return [...graphOf(tasks)].map(([task, needs]) => ({task, kind: tasks.get(task)?.kind.name ?? '', needs}));
}

function plannedNeeds(edges: Task['needs']): readonly PlannedNeed[] {
  return edges.map(({to, condition, origin, label}) => ({task: to, condition, origin, text: label}));
}
