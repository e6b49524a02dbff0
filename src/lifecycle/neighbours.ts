import type {TaskName} from '../vocabulary/ids.ts';
import type {Desired} from './desired-states.ts';
import type {Situation} from './situation.ts';
import {standings, standingStatus} from './standing.ts';
import type {Need, TaskGraph} from './task-graph.ts';
import {isBeingStopped, leftoversOf, type Stopped, type TaskState, type TaskStatus} from './task-state.ts';

/**
 * The facts about its needs and dependents that each task depends on, as counts that are updated with the states: a
 * task with a thousand needs looks at none of them to decide whether it may start. An edge is visited only when one
 * of its ends has changed.
 */
export interface Neighbours {
  /**
   * Reads the state of a task again after it has changed. Returns the tasks for which this may matter: itself and neighbours, also
   * those further down for which it was in the way.
   */
  update(task: TaskName): Iterable<TaskName>;
  /** Whether a need of a task keeps it from ever starting. */
  hasFailedNeed(task: TaskName): boolean;
  /** Whether a need of a task is not met yet, or is about to be stopped. */
  hasUnmetNeed(task: TaskName): boolean;
  /** Whether a dependent may have to stop before the task. */
  hasUserInTheWay(task: TaskName): boolean;
  /** Whether this task has to stop before its needs. */
  isInTheWay(task: TaskName): boolean;
  /** Whether a dependent has leftovers, or one of its dependents. */
  isStillUsed(task: TaskName): boolean;
  /** How many tasks hold a slot. */
  slotsTaken(): number;
}

/** The facts of a task that its neighbours depend on. */
interface Facts {
  /** See {@link standings}. */
  readonly standing: TaskStatus;
  readonly desired: Desired;
  readonly isBeingStopped: boolean;
  readonly isInTheWay: boolean;
  readonly hasLeftThings: boolean;
  readonly holdsSlot: boolean;
}

/** How many edges of a task lead to a neighbour of which something is true. */
interface Counts {
  failed: number;
  unmet: number;
  inTheWay: number;
  leftThings: number;
}

/** A dependent, and the condition of its need. */
interface Dependent {
  readonly task: TaskName;
  readonly condition: Need['condition'];
}

export function createNeighbours(situation: Situation): Neighbours {
  const {graph} = situation;
  const counts = new Map([...graph.needs.keys()].map(task => [task, noCounts()]));
  const countsOf = (task: TaskName): Counts => counts.get(task) ?? noCounts();
  const needsOf = (task: TaskName): readonly Need[] => graph.needs.get(task) ?? [];
  const dependents = dependentsIn(graph);
  const facts = new Map<TaskName, Facts>();
  let slots = 0;

  /** Counts a task for its neighbours (1), or not any more (-1). */
  const countUp = ({standing, desired}: Facts, task: TaskName, by: 1 | -1): void => {
    for (const {task: dependent, condition} of dependents.get(task) ?? []) {
      const own = countsOf(dependent);
      const meaning = standings[condition][standing];
      if (meaning === 'failed') own.failed += by;
      if (meaning !== 'met' || desired !== 'up') own.unmet += by;
    }
  };
  const countDown = ({isInTheWay, hasLeftThings}: Facts, task: TaskName, by: 1 | -1): void => {
    for (const {to} of needsOf(task)) {
      const own = countsOf(to);
      if (isInTheWay) own.inTheWay += by;
      if (hasLeftThings) own.leftThings += by;
    }
  };
  const read = (task: TaskName): void => {
    const now = factsOf(task, countsOf(task), situation);
    facts.set(task, now);
    if (now.holdsSlot) slots++;
    countUp(now, task, 1);
    countDown(now, task, 1);
  };
  // Each after its dependents, whose counts it needs.
  graph.lastFirst.forEach(read);

  /** Replaces the facts of a task; whether they have changed for its dependents, and for its needs. */
  const reread = (task: TaskName): {readonly up: boolean; readonly down: boolean} => {
    const before = facts.get(task);
    const now = factsOf(task, countsOf(task), situation);
    facts.set(task, now);
    if (!before) return {up: false, down: false};
    slots += Number(now.holdsSlot) - Number(before.holdsSlot);
    const hasNewDesire = before.desired !== now.desired;
    const up = hasNewDesire || before.standing !== now.standing;
    const down =
      hasNewDesire ||
      before.isInTheWay !== now.isInTheWay ||
      before.hasLeftThings !== now.hasLeftThings ||
      before.isBeingStopped !== now.isBeingStopped;
    if (up) {
      countUp(before, task, -1);
      countUp(now, task, 1);
    }
    if (down) {
      countDown(before, task, -1);
      countDown(now, task, 1);
    }
    return {up, down};
  };
  return {
    update(task) {
      const found = new Set<TaskName>([task]);
      const open = [task];
      for (let next = open.pop(); next !== undefined; next = open.pop()) {
        const {up, down} = reread(next);
        if (up) for (const dependent of dependents.get(next) ?? []) found.add(dependent.task);
        if (!down) continue;
        for (const {to} of needsOf(next)) {
          found.add(to);
          open.push(to);
        }
      }
      return found;
    },
    hasFailedNeed: task => countsOf(task).failed > 0,
    hasUnmetNeed: task => countsOf(task).unmet > 0,
    hasUserInTheWay: task => countsOf(task).inTheWay > 0,
    isInTheWay: task => facts.get(task)?.isInTheWay ?? false,
    isStillUsed: task => countsOf(task).leftThings > 0,
    slotsTaken: () => slots,
  };
}

function noCounts(): Counts {
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

function factsOf(task: TaskName, {inTheWay, leftThings}: Counts, situation: Situation): Facts {
  const state = situation.stateOf(task);
  const desired = situation.desiredOf(task);
  // A task with nothing to stop still makes its needs wait for its dependents.
  const mustStop = (): boolean => inTheWay > 0 || isToBeStopped(task, state, situation);
  return {
    standing: standingStatus(state),
    desired,
    isBeingStopped: isBeingStopped(state),
    isInTheWay: isActive(state) || (desired !== 'up' && mustStop()),
    hasLeftThings: leftThings > 0 || leftoversOf(state).length > 0,
    holdsSlot: 'holdsSlot' in state && state.holdsSlot,
  };
}

/** Whether a task that is not wanted will be stopped although it is not active. */
function isToBeStopped(task: TaskName, state: TaskState, situation: Situation): boolean {
  if (state.status === 'stopped')
    return situation.desiredOf(task) === 'down' && keepsThings(task, state, situation);
  return situation.hasThings(task);
}

/** Whether a task may still be using its needs. */
function isActive({status}: TaskState): boolean {
  return ['starting', 'running', 'probing', 'ready', 'exited', 'restarting', 'stopping'].includes(status);
}

/** Whether a stopped task has things that are kept for its next start; leftovers could not be removed. */
export function keepsThings(task: TaskName, {leftovers}: Stopped, {hasThings}: Situation): boolean {
  return leftovers.length === 0 && hasThings(task);
}
