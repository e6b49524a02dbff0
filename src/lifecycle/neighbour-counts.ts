import type {TaskName} from '../vocabulary/ids.ts';
import type {Desired} from './desired-states.ts';
import {standings} from './standing.ts';
import type {Need, TaskGraph} from './task-graph.ts';
import type {TaskStatus} from './task-state.ts';

/** The facts of a task that its neighbours depend on. */
export interface TaskFacts {
  /** See {@link standings}. */
  readonly standing: TaskStatus;
  readonly desired: Desired;
  readonly isBeingStopped: boolean;
  readonly isInTheWay: boolean;
  readonly hasLeftThings: boolean;
  readonly holdsSlot: boolean;
}

/** The number of a task's edges to neighbours in certain states. */
export interface Counts {
  /** Needs. */
  readonly failed: number;
  readonly unmet: number;
  /** Dependents. */
  readonly inTheWay: number;
  readonly leftThings: number;
}

/** The counts of all tasks. Each edge is counted at both ends. */
export interface NeighbourCounts {
  of(task: TaskName): Counts;
  needsOf(task: TaskName): readonly Need[];
  dependentsOf(task: TaskName): readonly Dependent[];
  /** Adds a task to the counts of its dependents (1) or removes it (-1). */
  countUp(task: TaskName, facts: TaskFacts, by: 1 | -1): void;
  /** Adds a task to the counts of its needs (1) or removes it (-1). */
  countDown(task: TaskName, facts: TaskFacts, by: 1 | -1): void;
}

/** A dependent and the condition of its need. */
interface Dependent {
  readonly task: TaskName;
  readonly condition: Need['condition'];
}

export function createNeighbourCounts(graph: TaskGraph): NeighbourCounts {
  const counts = new Map([...graph.needs.keys()].map(task => [task, noCounts()]));
  const of = (task: TaskName) => counts.get(task) ?? noCounts();
  const needsOf = (task: TaskName): readonly Need[] => graph.needs.get(task) ?? [];
  const dependents = dependentsIn(graph);
  const dependentsOf = (task: TaskName): readonly Dependent[] => dependents.get(task) ?? [];
  return {
    ...{of, needsOf, dependentsOf},
    countUp(task, {standing, desired}, by) {
      for (const {task: dependent, condition} of dependentsOf(task)) {
        const own = of(dependent);
        const meaning = standings[condition][standing];
        if (meaning === 'failed') own.failed += by;
        if (meaning !== 'met' || desired !== 'up') own.unmet += by;
      }
    },
    countDown(task, {isInTheWay, hasLeftThings}, by) {
      for (const {to} of needsOf(task)) {
        const own = of(to);
        if (isInTheWay) own.inTheWay += by;
        if (hasLeftThings) own.leftThings += by;
      }
    },
  };
}

function noCounts(): {-readonly [Count in keyof Counts]: number} {
  return {failed: 0, unmet: 0, inTheWay: 0, leftThings: 0};
}

function dependentsIn({needs}: TaskGraph): ReadonlyMap<TaskName, readonly Dependent[]> {
  const dependents = new Map<TaskName, Dependent[]>();
  for (const [task, all] of needs) {
    for (const {to, condition} of all) {
      const known = dependents.get(to);
      if (known) known.push({task, condition});
      else dependents.set(to, [{task, condition}]);
    }
  }
  return dependents;
}
