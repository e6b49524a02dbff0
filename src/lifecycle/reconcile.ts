import type {TaskName} from '../vocabulary/ids.ts';
import type {CancelCause, Operation, StartCause, StopCause} from './operation.ts';
import type {Need, TaskGraph} from './task-graph.ts';
import {
  badEnd,
  leftoversOf,
  standings,
  type Restarting,
  type Stopping,
  type TaskState,
  type Waiting,
} from './task-state.ts';

/** The actual and the desired states of the tasks. */
export interface Situation {
  readonly graph: TaskGraph;
  readonly stateOf: (task: TaskName) => TaskState;
  /** `up`: the task should be running (a oneshot: should have run). `down`: all its resources should be removed. */
  readonly desiredOf: (task: TaskName) => 'up' | 'down';
  /** Whether the journal lists resources of the task. */
  readonly hasThings: (task: TaskName) => boolean;
  /** Why the task should not run; called once its needs are met. */
  readonly reasonToSkip: (task: TaskName) => string | undefined;
  /** How many tasks may be starting at the same time. */
  readonly jobs: number;
  /** Whether orphans of a dead run may conflict with some tasks. */
  readonly mayHaveOrphans: boolean;
  /** Whether removals wait for the teardown, except between two attempts. */
  readonly holdsRemovals: boolean;
}

/**
 * Returns the operations that bring the tasks closer to their desired states; none if all are there or have to wait. Executing
 * an operation changes the situation, so call it again afterwards.
 */
export function reconcile(situation: Situation): readonly Operation[] {
  const order = stopOrder(situation);
  const operations: Operation[] = [];
  const startable: Startable[] = [];
  for (const task of situation.graph.needs.keys()) {
    const next = nextOf(task, situation, order);
    if (next === undefined) continue;
    if ('op' in next) operations.push(next);
    else startable.push(next);
  }
  // A cancelled task may be a need of one that is about to start.
  const changesNeeds = operations.some(({op}) => op === 'cancel');
  return changesNeeds ? operations : [...operations, ...startsOf(startable, situation)];
}

/** The next operation of a task; whether it gets a slot also depends on the other tasks. */
function nextOf(task: TaskName, situation: Situation, order: StopOrder): Operation | Startable | undefined {
  const state = situation.stateOf(task);
  const isWanted = situation.desiredOf(task) === 'up';
  switch (state.status) {
    case 'waiting':
      return isWanted ? nextOfWaiting(task, state, situation) : giveUp(task, state.attempt.restarts);
    case 'starting':
    case 'running':
    case 'probing':
      if (isWanted) return cancelIfNeedFailed(task, situation);
      return state.isInterrupted ? undefined : {op: 'interrupt', task, cause: 'unwanted'};
    case 'ready':
    case 'exited':
      return isWanted ? cancelIfNeedFailed(task, situation) : order.stop(task, 'unwanted');
    case 'restarting':
      if (state.phase === 'removing') return undefined;
      if (!isWanted) return giveUp(task, state.attempt.restarts);
      return cancelIfNeedFailed(task, situation) ?? nextOfRestarting(task, state, situation);
    case 'stopping':
      return state.phase === 'pending' ? nextOfPending(task, state, situation, order) : undefined;
    case 'done':
    case 'failed':
    case 'cancelled':
      return isWanted || !situation.hasThings(task) ? undefined : order.stop(task, 'unwanted');
    case 'skipped':
    case 'stopped':
      return undefined;
  }
}

function giveUp(task: TaskName, restarts: number): Operation {
  return restarts > 0
    ? {op: 'withdraw', task, cause: 'unwanted'}
    : {op: 'cancel', task, cause: {why: 'unwanted'}};
}

function cancelIfNeedFailed(task: TaskName, situation: Situation): Operation | undefined {
  const cause = failedNeed(task, situation);
  return cause && {op: 'cancel', task, cause};
}

function failedNeed(task: TaskName, {graph, stateOf}: Situation): CancelCause | undefined {
  const isLost = ({to, condition}: Need): boolean => standings[condition][stateOf(to).status] === 'failed';
  const need = graph.needs.get(task)?.find(isLost)?.to;
  if (need === undefined) return undefined;
  return {why: 'need-failed', need, how: badEnd(stateOf(need))?.status ?? 'cancelled'};
}

/** A task that can start as soon as a slot is free. */
interface Startable {
  readonly task: TaskName;
  readonly cause: StartCause;
}

function nextOfWaiting(
  task: TaskName,
  state: Waiting,
  situation: Situation,
): Operation | Startable | undefined {
  const {graph, stateOf, mayHaveOrphans, reasonToSkip} = situation;
  const cancelled = cancelIfNeedFailed(task, situation);
  if (cancelled) return cancelled;
  const {number, restarts} = state.attempt;
  if (restarts > 0) return {task, cause: 'restart'};
  if (number > 1) return {task, cause: 'retry'};
  const needs = graph.needs.get(task) ?? [];
  if (needs.some(({to, condition}) => standings[condition][stateOf(to).status] !== 'met'))
    return queue(task, 'needs', state.for);
  // Decided when its needs were met; there may be many that wait for a slot.
  const because = state.for === 'slot' ? undefined : reasonToSkip(task);
  if (because !== undefined) return {op: 'skip', task, because};
  if (mayHaveOrphans && graph.minds(task)) return queue(task, 'orphans', state.for);
  return {task, cause: 'needs-met'};
}

type Queue = Waiting['for'];

function queue(task: TaskName, awaited: Queue, before: Queue): Operation | undefined {
  return awaited === before ? undefined : {op: 'queue', task, for: awaited};
}

/** Starts as many tasks as there are free slots. A restart needs none, since a task that holds a slot may be waiting for it. */
function startsOf(startable: readonly Startable[], situation: Situation): readonly Operation[] {
  const {graph, stateOf} = situation;
  if (startable.length === 0) return [];
  let free = situation.jobs - slotsTaken(situation);
  const byPriority = startable.toSorted((a, b) => graph.priorityOf(b.task) - graph.priorityOf(a.task));
  return byPriority.flatMap(({task, cause}) => {
    if (cause === 'restart' || free-- > 0) return [{op: 'start' as const, task, cause}];
    const state = stateOf(task);
    return state.status === 'waiting' ? (queue(task, 'slot', state.for) ?? []) : [];
  });
}

function slotsTaken({graph, stateOf}: Situation): number {
  const states = [...graph.needs.keys()].map(stateOf);
  return states.filter(state => 'holdsSlot' in state && state.holdsSlot).length;
}

/** Removes everything the last attempt made before the next one; dependents keep running or wait. */
function nextOfRestarting(
  task: TaskName,
  {phase, cause: {why}}: Restarting,
  {hasThings}: Situation,
): Operation | undefined {
  if (phase !== 'pending') return undefined;
  const cause = why === 'failed' ? 'retry' : 'restart';
  return hasThings(task) ? {op: 'stop', task, cause, isStillUsed: false} : {op: 'settle', task, cause};
}

/** A failed or cancelled task ends immediately if its removal is left to the teardown. */
function nextOfPending(
  task: TaskName,
  {end}: Stopping,
  {holdsRemovals}: Situation,
  order: StopOrder,
): Operation | undefined {
  if (end.status === 'stopped') return order.stop(task, 'unwanted');
  return holdsRemovals ? {op: 'settle', task, cause: end.status} : order.stop(task, end.status);
}

/** Stops tasks in reverse dependency order, in parallel where possible. */
interface StopOrder {
  /** `undefined` while a dependent has to stop first; `settle` if there is nothing to remove. */
  stop(task: TaskName, cause: StopCause): Operation | undefined;
}

function stopOrder(situation: Situation): StopOrder {
  const {graph, holdsRemovals, hasThings} = situation;
  let users: ReadonlyMap<TaskName, Users> | undefined;
  return {
    stop(task, cause) {
      if (holdsRemovals) return undefined;
      users ??= usersOf(situation);
      const dependents = graph.dependents.get(task) ?? [];
      if (dependents.some(user => users?.get(user)?.areInTheWay && !outlives(user, task, situation)))
        return undefined;
      if (!hasThings(task)) return {op: 'settle', task, cause};
      const isStillUsed = dependents.some(user => users?.get(user)?.haveLeftThings ?? false);
      return {op: 'stop', task, cause, isStillUsed};
    },
  };
}

/** Whether a dependent stays up without the task, since it only needs the task's end. */
function outlives(user: TaskName, task: TaskName, {graph, desiredOf}: Situation): boolean {
  if (desiredOf(user) === 'down') return false;
  return (graph.needs.get(user) ?? []).every(({to, condition}) => to !== task || condition === 'ended');
}

/** The state of a task and its transitive dependents. */
interface Users {
  /** Whether one of them has to stop before the needs of the task. */
  readonly areInTheWay: boolean;
  /** Whether one of them has leftovers. */
  readonly haveLeftThings: boolean;
}

function usersOf({graph, stateOf, desiredOf, hasThings}: Situation): ReadonlyMap<TaskName, Users> {
  const users = new Map<TaskName, Users>();
  for (const task of graph.lastFirst) {
    const state = stateOf(task);
    const dependents = (graph.dependents.get(task) ?? []).map(user => users.get(user));
    // A task with nothing to stop still makes its needs wait for its dependents.
    const mustStop =
      (state.status !== 'stopped' && hasThings(task)) || dependents.some(user => user?.areInTheWay);
    users.set(task, {
      areInTheWay: isActive(state) || (desiredOf(task) === 'down' && mustStop),
      haveLeftThings: leftoversOf(state).length > 0 || dependents.some(user => user?.haveLeftThings),
    });
  }
  return users;
}

/** Whether a task may still be using its needs. */
function isActive({status}: TaskState): boolean {
  return ['starting', 'running', 'probing', 'ready', 'exited', 'restarting', 'stopping'].includes(status);
}
