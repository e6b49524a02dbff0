import {layers, reversed, totals, type Graph} from '../graph/graph.ts';
import type {NeedCondition} from '../schema/common-task.ts';
import type {TaskName} from '../vocabulary/ids.ts';

/** The dependencies between tasks. */
export interface TaskGraph {
  /** In file order. */
  readonly needs: ReadonlyMap<TaskName, readonly Need[]>;
  readonly dependents: Graph<TaskName>;
  /** All tasks, each after its dependents. */
  readonly lastFirst: readonly TaskName[];
  /** The index of a task in file order. */
  positionOf(task: TaskName): number;
  /**
   * The duration of the longest chain of dependents, including the task itself. Waiting tasks with the highest priority get a slot
   * first.
   */
  priorityOf(task: TaskName): number;
  /** Whether a task must wait until orphans of dead runs have been removed. */
  waitsForOrphans(task: TaskName): boolean;
}

/** A need of a task: the other task, and its required condition. */
export interface Need {
  readonly to: TaskName;
  readonly condition: NeedCondition;
}

/** The graph of a dead run. */
export function graphOfDeadRun(graph: Graph<TaskName>): TaskGraph {
  const needs = [...graph].map(
    ([name, names]) => [name, names.map(to => ({to, condition: 'ready' as const}))] as const,
  );
  return taskGraphOf(new Map(needs));
}

/** Builds the graph from the needs of each task. By default, all tasks are assumed to have the same duration. */
export function taskGraphOf(
  needs: ReadonlyMap<TaskName, readonly Need[]>,
  waitsForOrphans: TaskGraph['waitsForOrphans'] = () => false,
  durationOf: (task: TaskName) => number = () => 1,
): TaskGraph {
  const names = [...needs].map(([name, all]) => [name, [...new Set(all.map(({to}) => to))]] as const);
  const dependents = reversed(new Map(names));
  const behind = totals(dependents, durationOf);
  const positions = new Map([...needs.keys()].map((task, at) => [task, at]));
  return {
    ...{needs, dependents, waitsForOrphans},
    lastFirst: layers(dependents).flat(),
    positionOf: name => positions.get(name) ?? 0,
    priorityOf: name => behind.get(name) ?? 0,
  };
}
