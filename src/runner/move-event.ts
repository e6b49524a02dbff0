import type {OutputName} from '../tasks/task-context.ts';
import type {RunEventBody, StartCause, StopCause} from '../vocabulary/event.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import {unhealthyExit} from '../lifecycle/next-state.ts';
import {
  leftoversOf,
  type Attempt,
  type Restarting,
  type Stopping,
  type TaskState,
} from '../lifecycle/task-state.ts';

/** A state change of a task. */
export interface Move {
  readonly from: TaskState;
  readonly to: TaskState;
  /** The time in the previous state. */
  readonly forMs: number;
  readonly outputs: Readonly<Record<OutputName, string>>;
  /** The number of times that the task has been started. */
  readonly starts: number;
}

/** The event for a state change; `undefined` if it is internal to the runner. */
export function moveEvent(task: TaskName, move: Move): RunEventBody | undefined {
  const {from, to} = move;
  if (isRemoving(from)) return isRemoving(to) ? undefined : removedEvent(task, from, move);
  if (isRemoving(to)) return {type: 'task-stopping', task, cause: stopCause(to)};
  switch (to.status) {
    case 'waiting':
      return {type: 'task-waiting', task, for: to.for};
    case 'starting':
      return from.status === 'waiting' ? startedEvent(task, to.attempt, move) : undefined;
    case 'running':
    case 'probing':
      return from.status === to.status ? undefined : {type: `task-${to.status}`, task};
    case 'ready':
      return {type: 'task-ready', task, outputs: shown(move), elapsedMs: to.elapsedMs};
    case 'done': {
      const {elapsedMs, unchanged} = to;
      const because = unchanged !== undefined && {because: unchanged};
      return {type: 'task-done', task, outputs: shown(move), ...because, elapsedMs};
    }
    case 'exited':
      return {type: 'service-ended', task, exit: to.exit, then: 'ignored'};
    case 'skipped':
      return {type: 'task-skipped', task, because: to.because};
    case 'restarting':
      return from.status === 'restarting' ? undefined : restartingEvent(task, to);
    case 'stopping':
      return from.status === 'stopping' ? undefined : endEvent(task, to.end);
    case 'failed':
    case 'cancelled':
      return from.status === 'stopping' ? undefined : endEvent(task, to);
    case 'stopped':
      // A teardown reports nothing about tasks without resources.
      return to.cause === 'teardown'
        ? undefined
        : {type: 'task-stopped', task, cause: to.cause, elapsedMs: 0};
  }
}

type Removing = (Stopping | Restarting) & {readonly phase: 'removing'};

function isRemoving(state: TaskState): state is Removing {
  return 'phase' in state && state.phase === 'removing';
}

function stopCause(state: Removing): StopCause {
  if (state.status === 'restarting')
    return ({failed: 'retry', exited: 'restart', unhealthy: 'unhealthy'} as const)[state.cause.why];
  if (state.end.status === 'stopped') return state.end.cause;
  return state.end.status === 'exited' ? 'unhealthy' : state.end.status;
}

function startedEvent(task: TaskName, attempt: Attempt, {starts}: Move): RunEventBody {
  return {type: 'task-started', task, attempt: starts, cause: startCause(attempt)};
}

function startCause({tries, restarts, cause}: Attempt): StartCause {
  if (tries > 1) return 'retry';
  return restarts > 0 ? 'restart' : cause;
}

function removedEvent(task: TaskName, from: Removing, {to, forMs}: Move): RunEventBody {
  const leftovers = leftoversOf(to);
  return leftovers.length > 0
    ? {type: 'task-left-behind', task, leftovers}
    : {type: 'task-stopped', task, cause: stopCause(from), elapsedMs: forMs};
}

/** Omits `stdout`, which was already reported line by line. */
function shown({outputs}: Move): Move['outputs'] {
  const {stdout, ...others} = outputs;
  return others;
}

function restartingEvent(
  task: TaskName,
  {cause}: Extract<TaskState, {status: 'restarting'}>,
): RunEventBody | undefined {
  if (cause.why === 'unhealthy')
    return {type: 'service-ended', task, exit: unhealthyExit(cause.failure), then: 'restarted'};
  if (cause.why === 'exited') return {type: 'service-ended', task, exit: cause.exit, then: 'restarted'};
  const {failure, next, of} = cause;
  const attempts = Number.isFinite(of) && {attempts: of};
  return {type: 'task-retried', task, attempt: next, ...attempts, failure};
}

function endEvent(task: TaskName, end: Stopping['end']): RunEventBody | undefined {
  switch (end.status) {
    case 'cancelled':
      return {type: 'task-cancelled', task, because: end.because};
    case 'failed': {
      const {failure, elapsedMs, allowed} = end;
      return failure.reason === 'exited' && failure.during === 'up'
        ? {type: 'service-ended', task, exit: failure.exit, then: allowed ? 'allowed' : 'failed', failure}
        : {type: 'task-failed', task, failure, elapsedMs, allowed};
    }
    case 'exited':
      return {type: 'service-ended', task, exit: end.exit, then: 'ignored'};
    case 'stopped':
      return undefined;
  }
}
