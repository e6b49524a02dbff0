import type {StartCause, StopCause} from '../vocabulary/event.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import type {CancelCause, Operation} from './operation.ts';
import type {Neighbours} from './neighbours.ts';
import type {Situation} from './situation.ts';
import {standingOf} from './standing.ts';
import {keepsThings} from './neighbours.ts';
import type {StopOrder} from './stop-order.ts';
import type {Need} from './task-graph.ts';
import {badEnd, type Restarting, type Stopping, type Waiting} from './task-state.ts';

/** Inputs for finding the next operation of a task. */
export interface Circumstances {
  readonly situation: Situation;
  readonly neighbours: Neighbours;
  readonly order: StopOrder;
}

/** A task that can start as soon as a slot is free. */
export interface Startable {
  readonly task: TaskName;
  readonly cause: StartCause;
}

/**
 * The next operation of a task; `undefined` if it is in its desired state or has to wait. A `Startable` needs a slot, which depends
 * on the other tasks.
 */
export function nextOperation(task: TaskName, about: Circumstances): Operation | Startable | undefined {
  return about.situation.desiredOf(task) === 'up' ? nextOfWanted(task, about) : nextOfUnwanted(task, about);
}

function nextOfWanted(task: TaskName, about: Circumstances): Operation | Startable | undefined {
  const {situation, order} = about;
  const state = situation.stateOf(task);
  switch (state.status) {
    case 'waiting':
      return nextOfWaiting(task, state, about);
    case 'starting':
    case 'running':
    case 'probing':
    case 'ready':
    case 'exited':
      return situation.isLeftAlone(task) ? undefined : cancelIfNeedFailed(task, about);
    case 'restarting':
      if (state.phase === 'removing') return undefined;
      return cancelIfNeedFailed(task, about) ?? nextOfRestarting(task, state, situation);
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

function nextOfUnwanted(task: TaskName, {situation, order}: Circumstances): Operation | undefined {
  const {stateOf, desiredOf, hasResources} = situation;
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
      return desired !== 'down' || hasResources(task) ? order.stopUp(task, cause) : undefined;
    case 'failed':
    case 'cancelled':
      return desired === 'again' || hasResources(task) ? order.stop(task, cause) : undefined;
    case 'stopped':
      if (desired === 'again') return startAgain(task, situation);
      return desired === 'down' && keepsThings(task, state, situation) ? order.stop(task, cause) : undefined;
  }
}

function stopCauseOf(task: TaskName, {desiredOf, causeOf}: Situation): StopCause {
  return desiredOf(task) === 'down' ? 'teardown' : causeOf(task);
}

/** Needs that are to be started again come first. */
function startAgain(task: TaskName, {graph, desiredOf, causeOf}: Situation): Operation | undefined {
  const mustWait = (graph.needs.get(task) ?? []).some(({to}) => desiredOf(to) === 'again');
  return mustWait ? undefined : {op: 'renew', task, cause: causeOf(task)};
}

function giveUp(task: TaskName, cause: StopCause, restarts: number): Operation {
  return restarts > 0 || cause !== 'teardown'
    ? {op: 'withdraw', task, cause}
    : {op: 'cancel', task, cause: {why: 'teardown'}};
}

function cancelIfNeedFailed(task: TaskName, {situation, neighbours}: Circumstances): Operation | undefined {
  const cause = neighbours.hasFailedNeed(task) ? failedNeed(task, situation) : undefined;
  return cause && {op: 'cancel', task, cause};
}

function failedNeed(task: TaskName, {graph, stateOf}: Situation): CancelCause | undefined {
  const isLost = ({to, condition}: Need): boolean => standingOf(stateOf(to), condition) === 'failed';
  const need = graph.needs.get(task)?.find(isLost)?.to;
  if (need === undefined) return undefined;
  return {why: 'need-failed', need, how: badEnd(stateOf(need))?.status ?? 'cancelled'};
}

function nextOfWaiting(
  task: TaskName,
  state: Waiting,
  about: Circumstances,
): Operation | Startable | undefined {
  const {graph, mayHaveOrphans, reasonToSkip} = about.situation;
  const cancelled = cancelIfNeedFailed(task, about);
  if (cancelled) return cancelled;
  const {tries, restarts, cause} = state.attempt;
  if (about.neighbours.hasUnmetNeed(task)) return queue(task, 'needs', state.for);
  if (tries > 1) return {task, cause: 'retry'};
  if (restarts > 0) return {task, cause: 'restart'};
  // For tasks waiting for a slot, of which there may be many, this was checked when their needs were met.
  const because = state.for === 'slot' ? undefined : reasonToSkip(task);
  if (because !== undefined) return {op: 'skip', task, because};
  if (mayHaveOrphans && graph.waitsForOrphans(task)) return queue(task, 'orphans', state.for);
  return {task, cause};
}

type Queue = Waiting['for'];

/** Records what a task waits for, if that has changed. */
export function queue(task: TaskName, awaited: Queue, before: Queue): Operation | undefined {
  return awaited === before ? undefined : {op: 'queue', task, for: awaited};
}

/** Before the next attempt, removes everything that the last attempt created. Dependents keep running or wait. */
function nextOfRestarting(
  task: TaskName,
  {phase, cause: {why}}: Restarting,
  {hasResources}: Situation,
): Operation | undefined {
  if (phase !== 'pending') return undefined;
  const cause = ({failed: 'retry', exited: 'restart', unhealthy: 'unhealthy'} as const)[why];
  return hasResources(task) ? {op: 'stop', task, cause, isStillUsed: false} : {op: 'settle', task, cause};
}

/** A task that has ended settles immediately if its removal is left to the teardown. */
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
