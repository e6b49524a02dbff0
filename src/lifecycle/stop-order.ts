import type {StopCause} from '../vocabulary/event.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import type {Neighbours} from './neighbours.ts';
import type {Operation} from './operation.ts';
import type {Situation} from './situation.ts';
import {badEnd, isBeingStopped} from './task-state.ts';

/** Stops tasks in reverse dependency order, in parallel where possible. */
export interface StopOrder {
  /** `undefined` while a dependent has to stop first; `settle` if there is nothing to remove. */
  stop(task: TaskName, cause: StopCause): Operation | undefined;
  /** Like `stop`, for a task that is up. Resources that the next start reuses are kept. */
  stopUp(task: TaskName, cause: StopCause): Operation | undefined;
}

export function stopOrder(situation: Situation, neighbours: Neighbours): StopOrder {
  const {graph, holdsRemovals, hasResources, reusesThings} = situation;
  /** The index at which each task's search for a dependent in its way begins, which is where the last one was found. */
  const searchFrom = new Map<TaskName, number>();
  const mustWait = (task: TaskName): boolean => {
    if (!neighbours.hasUserInTheWay(task)) return false;
    const users = graph.dependents.get(task) ?? [];
    const start = searchFrom.get(task) ?? 0;
    for (let step = 0; step < users.length; step++) {
      const at = (start + step) % users.length;
      const user = users[at];
      if (user === undefined || !neighbours.isInTheWay(user) || outlives(user, task, situation)) continue;
      searchFrom.set(task, at);
      return true;
    }
    return false;
  };
  const stop = (task: TaskName, cause: StopCause, removes: boolean): Operation | undefined => {
    if (holdsRemovals || mustWait(task)) return undefined;
    return removes
      ? {op: 'stop', task, cause, isStillUsed: neighbours.isStillUsed(task)}
      : {op: 'settle', task, cause};
  };
  return {
    stop: (task, cause) => stop(task, cause, hasResources(task)),
    stopUp(task, cause) {
      const removes = hasResources(task) && (cause === 'teardown' || !reusesThings(task));
      return stop(task, cause, removes);
    },
  };
}

/**
 * Whether a dependent continues without the task, because it only needs the task's end, or because the task is stopped without its
 * dependents.
 */
function outlives(
  user: TaskName,
  task: TaskName,
  {graph, desiredOf, stateOf, isLeftAlone}: Situation,
): boolean {
  if (desiredOf(user) !== 'up' || isBeingStopped(stateOf(user))) return false;
  if (badEnd(stateOf(task)) === undefined || isLeftAlone(user)) return true;
  return (graph.needs.get(user) ?? []).every(({to, condition}) => to !== task || condition === 'ended');
}
