import type {TaskName} from '../vocabulary/ids.ts';
import {createNeighbourCounts, type Counts, type TaskFacts} from './neighbour-counts.ts';
import type {Situation} from './situation.ts';
import {standingStatus} from './standing.ts';
import {isBeingStopped, leftoversOf, type Stopped, type TaskState} from './task-state.ts';

/**
 * Summarizes the needs and dependents of each task as counts, which are updated when states change. So checking whether a task may
 * start takes the same time for one need as for a thousand. An edge is visited only if the task at one of its ends has changed.
 */
export interface Neighbours {
  /**
   * Reads the new state of a task. Returns the tasks that this may affect: the task itself, its neighbours, and indirect needs that
   * were waiting for it to stop.
   */
  update(task: TaskName): Iterable<TaskName>;
  /** Whether a need of a task has failed, so the task can never start. */
  hasFailedNeed(task: TaskName): boolean;
  /** Whether a need of a task is not met yet, or is about to be stopped. */
  hasUnmetNeed(task: TaskName): boolean;
  /** Whether a dependent may have to stop before the task. */
  hasUserInTheWay(task: TaskName): boolean;
  /** Whether this task has to stop before its needs. */
  isInTheWay(task: TaskName): boolean;
  /** Whether a direct or indirect dependent has leftovers. */
  isStillUsed(task: TaskName): boolean;
  /** The number of tasks that hold a slot. */
  slotsTaken(): number;
}

export function createNeighbours(situation: Situation): Neighbours {
  const counts = createNeighbourCounts(situation.graph);
  const facts = new Map<TaskName, TaskFacts>();
  let slots = 0;

  const read = (task: TaskName): void => {
    const now = factsOf(task, counts.of(task), situation);
    facts.set(task, now);
    if (now.holdsSlot) slots++;
    counts.countUp(task, now, 1);
    counts.countDown(task, now, 1);
  };
  // Dependents first, because a task's facts depend on theirs.
  situation.graph.lastFirst.forEach(read);

  /** Replaces the facts of a task. Returns whether they have changed for its dependents (`up`) and for its needs (`down`). */
  const reread = (task: TaskName): {readonly up: boolean; readonly down: boolean} => {
    const before = facts.get(task);
    const now = factsOf(task, counts.of(task), situation);
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
      counts.countUp(task, before, -1);
      counts.countUp(task, now, 1);
    }
    if (down) {
      counts.countDown(task, before, -1);
      counts.countDown(task, now, 1);
    }
    return {up, down};
  };
  return {
    update(task) {
      const found = new Set<TaskName>([task]);
      const open = [task];
      for (let next = open.pop(); next !== undefined; next = open.pop()) {
        const {up, down} = reread(next);
        if (up) for (const dependent of counts.dependentsOf(next)) found.add(dependent.task);
        if (!down) continue;
        for (const {to} of counts.needsOf(next)) {
          found.add(to);
          open.push(to);
        }
      }
      return found;
    },
    hasFailedNeed: task => counts.of(task).failed > 0,
    hasUnmetNeed: task => counts.of(task).unmet > 0,
    hasUserInTheWay: task => counts.of(task).inTheWay > 0,
    isInTheWay: task => facts.get(task)?.isInTheWay ?? false,
    isStillUsed: task => counts.of(task).leftThings > 0,
    slotsTaken: () => slots,
  };
}

function factsOf(task: TaskName, {inTheWay, leftThings}: Counts, situation: Situation): TaskFacts {
  const state = situation.stateOf(task);
  const desired = situation.desiredOf(task);
  // Even if a task has nothing to stop, its needs wait for its dependents.
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

/** Whether a task that should not be up will be stopped although it is not active. */
function isToBeStopped(task: TaskName, state: TaskState, situation: Situation): boolean {
  if (state.status === 'stopped')
    return situation.desiredOf(task) === 'down' && keepsThings(task, state, situation);
  return situation.hasResources(task);
}

/** Whether a task may still be using its needs. */
function isActive({status}: TaskState): boolean {
  return ['starting', 'running', 'probing', 'ready', 'exited', 'restarting', 'stopping'].includes(status);
}

/** Whether a stopped task still has resources for its next start; `false` if it has leftovers. */
export function keepsThings(task: TaskName, {leftovers}: Stopped, {hasResources}: Situation): boolean {
  return leftovers.length === 0 && hasResources(task);
}
