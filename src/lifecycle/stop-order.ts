import type {StopCause} from '../vocabulary/event.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import type {Operation} from './operation.ts';
import type {Situation} from './situation.ts';
import {badEnd, leftoversOf, type Stopped, type TaskState} from './task-state.ts';

/** Stops tasks in reverse dependency order, in parallel where possible. */
export interface StopOrder {
  /** `undefined` while a dependent has to stop first; `settle` if there is nothing to remove. */
  stop(task: TaskName, cause: StopCause): Operation | undefined;
  /** The same for a task that is up; resources that the next start reuses are kept. */
  stopUp(task: TaskName, cause: StopCause): Operation | undefined;
}

export function stopOrder(situation: Situation): StopOrder {
  const {graph, holdsRemovals, hasThings, reusesThings} = situation;
  let users: ReadonlyMap<TaskName, Users> | undefined;
  const stop = (task: TaskName, cause: StopCause, removes: boolean): Operation | undefined => {
    if (holdsRemovals) return undefined;
    users ??= usersOf(situation);
    const dependents = graph.dependents.get(task) ?? [];
    if (dependents.some(user => users?.get(user)?.areInTheWay && !outlives(user, task, situation)))
      return undefined;
    if (!removes) return {op: 'settle', task, cause};
    const isStillUsed = dependents.some(user => users?.get(user)?.haveLeftThings ?? false);
    return {op: 'stop', task, cause, isStillUsed};
  };
  return {
    stop: (task, cause) => stop(task, cause, hasThings(task)),
    stopUp(task, cause) {
      const removes = hasThings(task) && (cause === 'teardown' || !reusesThings(task));
      return stop(task, cause, removes);
    },
  };
}

/** Whether a dependent stays up without the task: it only needs the task's end, or the task is stopped without its dependents. */
function outlives(
  user: TaskName,
  task: TaskName,
  {graph, desiredOf, stateOf, isLeftAlone}: Situation,
): boolean {
  if (desiredOf(user) !== 'up' || isOnItsWayDown(stateOf(user))) return false;
  if (badEnd(stateOf(task)) === undefined || isLeftAlone(user)) return true;
  return (graph.needs.get(user) ?? []).every(({to, condition}) => to !== task || condition === 'ended');
}

function isOnItsWayDown(state: TaskState): boolean {
  return state.status === 'stopping' || ('interruption' in state && state.interruption !== undefined);
}

/** The state of a task and its transitive dependents. */
interface Users {
  /** Whether one of them has to stop before the needs of the task. */
  readonly areInTheWay: boolean;
  /** Whether one of them has leftovers. */
  readonly haveLeftThings: boolean;
}

function usersOf(situation: Situation): ReadonlyMap<TaskName, Users> {
  const {graph, stateOf, desiredOf} = situation;
  const users = new Map<TaskName, Users>();
  for (const task of graph.lastFirst) {
    const state = stateOf(task);
    const dependents = (graph.dependents.get(task) ?? []).map(user => users.get(user));
    // A task with nothing to stop still makes its needs wait for its dependents.
    const mustStop = isToBeStopped(task, situation) || dependents.some(user => user?.areInTheWay);
    users.set(task, {
      areInTheWay: isActive(state) || (desiredOf(task) !== 'up' && mustStop),
      haveLeftThings: leftoversOf(state).length > 0 || dependents.some(user => user?.haveLeftThings),
    });
  }
  return users;
}

/** Whether a task that is not wanted will be stopped although it is not active. */
function isToBeStopped(task: TaskName, situation: Situation): boolean {
  const {stateOf, desiredOf} = situation;
  const state = stateOf(task);
  if (state.status === 'stopped') return desiredOf(task) === 'down' && keepsThings(task, state, situation);
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
