import type {StartCause, StopCause} from '../vocabulary/event.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import type {CancelCause, Operation} from './operation.ts';
import type {Situation} from './situation.ts';
import {standingOf} from './standing.ts';
import {keepsThings, stopOrder, type StopOrder} from './stop-order.ts';
import type {Need} from './task-graph.ts';
import {badEnd, type Restarting, type Stopping, type Waiting} from './task-state.ts';

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
  return situation.desiredOf(task) === 'up'
    ? nextOfWanted(task, situation, order)
    : nextOfUnwanted(task, situation, order);
}

function nextOfWanted(
  task: TaskName,
  situation: Situation,
  order: StopOrder,
): Operation | Startable | undefined {
  const state = situation.stateOf(task);
  switch (state.status) {
    case 'waiting':
      return nextOfWaiting(task, state, situation);
    case 'starting':
    case 'running':
    case 'probing':
    case 'ready':
    case 'exited':
      return situation.isLeftAlone(task) ? undefined : cancelIfNeedFailed(task, situation);
    case 'restarting':
      if (state.phase === 'removing') return undefined;
      return cancelIfNeedFailed(task, situation) ?? nextOfRestarting(task, state, situation);
    case 'stopping':
      return nextOfStopping(task, state, situation, order);
    case 'stopped':
      return startAgain(task, situation);
    case 'done':
    case 'skipped':
    case 'failed':
    case 'cancelled':
      return undefined;
  }
}

function nextOfUnwanted(task: TaskName, situation: Situation, order: StopOrder): Operation | undefined {
  const {stateOf, desiredOf, hasThings} = situation;
  const state = stateOf(task);
  const desired = desiredOf(task);
  const cause = stopCauseOf(task, situation);
  switch (state.status) {
    case 'waiting':
      if (desired === 'again') return startAgain(task, situation);
      return giveUp(task, cause, state.attempt.restarts);
    case 'starting':
    case 'running':
    case 'probing':
      return state.interruption === undefined ? {op: 'interrupt', task, cause} : undefined;
    case 'ready':
    case 'exited':
      return order.stopUp(task, cause);
    case 'restarting':
      return state.phase === 'removing' ? undefined : giveUp(task, cause, state.attempt.restarts);
    case 'stopping':
      return nextOfStopping(task, state, situation, order);
    case 'done':
    case 'skipped':
      return desired !== 'down' || hasThings(task) ? order.stopUp(task, cause) : undefined;
    case 'failed':
    case 'cancelled':
      return desired === 'again' || hasThings(task) ? order.stop(task, cause) : undefined;
    case 'stopped':
      if (desired === 'again') return startAgain(task, situation);
      return desired === 'down' && keepsThings(task, state, situation) ? order.stop(task, cause) : undefined;
  }
}

function stopCauseOf(task: TaskName, {desiredOf, causeOf}: Situation): StopCause {
  return desiredOf(task) === 'down' ? 'teardown' : causeOf(task);
}

/** A need that is to be started again comes first. */
function startAgain(task: TaskName, {graph, desiredOf, causeOf}: Situation): Operation | undefined {
  const mustWait = (graph.needs.get(task) ?? []).some(({to}) => desiredOf(to) === 'again');
  return mustWait ? undefined : {op: 'renew', task, cause: causeOf(task)};
}

function giveUp(task: TaskName, cause: StopCause, restarts: number): Operation {
  return restarts > 0 || cause !== 'teardown'
    ? {op: 'withdraw', task, cause}
    : {op: 'cancel', task, cause: {why: 'teardown'}};
}

function cancelIfNeedFailed(task: TaskName, situation: Situation): Operation | undefined {
  const cause = failedNeed(task, situation);
  return cause && {op: 'cancel', task, cause};
}

function failedNeed(task: TaskName, {graph, stateOf}: Situation): CancelCause | undefined {
  const isLost = ({to, condition}: Need): boolean => standingOf(stateOf(to), condition) === 'failed';
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
  const {graph, mayHaveOrphans, reasonToSkip} = situation;
  const cancelled = cancelIfNeedFailed(task, situation);
  if (cancelled) return cancelled;
  const {tries, restarts, cause} = state.attempt;
  const needs = graph.needs.get(task) ?? [];
  if (needs.some(need => !isMet(need, situation))) return queue(task, 'needs', state.for);
  if (tries > 1) return {task, cause: 'retry'};
  if (restarts > 0) return {task, cause: 'restart'};
  // Decided when its needs were met; there may be many that wait for a slot.
  const because = state.for === 'slot' ? undefined : reasonToSkip(task);
  if (because !== undefined) return {op: 'skip', task, because};
  if (mayHaveOrphans && graph.minds(task)) return queue(task, 'orphans', state.for);
  return {task, cause};
}

/** A need that is about to be stopped is not met. */
function isMet({to, condition}: Need, {stateOf, desiredOf}: Situation): boolean {
  return standingOf(stateOf(to), condition) === 'met' && desiredOf(to) === 'up';
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
  const cause = ({failed: 'retry', exited: 'restart', unhealthy: 'unhealthy'} as const)[why];
  return hasThings(task) ? {op: 'stop', task, cause, isStillUsed: false} : {op: 'settle', task, cause};
}

/** A task that has ended ends immediately if its removal is left to the teardown. */
function nextOfStopping(
  task: TaskName,
  {phase, end}: Stopping,
  {holdsRemovals}: Situation,
  order: StopOrder,
): Operation | undefined {
  if (phase !== 'pending') return undefined;
  if (end.status === 'stopped') return order.stop(task, end.cause);
  const cause = end.status === 'exited' ? 'unhealthy' : end.status;
  return holdsRemovals ? {op: 'settle', task, cause} : order.stop(task, cause);
}
