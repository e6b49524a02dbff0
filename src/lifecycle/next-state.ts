import type {StopCause} from '../vocabulary/event.ts';
import type {Exit, TaskFailure} from '../vocabulary/failure.ts';
import type {Leftover} from '../vocabulary/leftover.ts';
import {nextRestart, nextTry, type AfterEnd, type RetryPolicy} from './restart-policy.ts';
import type {
  Attempt,
  Cancelled,
  Failed,
  LaunchCause,
  Ready,
  Restarting,
  Stopped,
  Stopping,
  TaskState,
} from './task-state.ts';

/** The state of a task before its first attempt or before it is started again. */
export function notStarted(cause: LaunchCause): TaskState {
  return {status: 'waiting', for: 'needs', attempt: {tries: 1, restarts: 0, cause}};
}

/** The result of an attempt. */
export type AttemptEnd =
  | {readonly how: 'succeeded'; readonly unchanged: string | undefined}
  /** `mayRetry` is false after the task's `timeout` or an unexpected error. */
  | {readonly how: 'failed'; readonly failure: TaskFailure; readonly mayRetry: boolean}
  /** The attempt was aborted, and did not fail for another reason. */
  | {readonly how: 'aborted'};

/** The settings of a task that determine its next state. */
export interface Policy {
  readonly lifetime: 'oneshot' | 'service';
  readonly retry: RetryPolicy | undefined;
  readonly afterEnd: AfterEnd;
  readonly mayFail: boolean;
}

type Attempting = Extract<TaskState, {readonly attempt: Attempt; readonly holdsSlot: boolean}>;

/** The state of a task after an attempt. The attempt was aborted if the task is `stopping` or interrupted. */
export function afterAttempt(
  state: Attempting | Stopping,
  end: AttemptEnd,
  {policy, elapsedMs}: {readonly policy: Policy; readonly elapsedMs: number},
): TaskState {
  if (state.status === 'stopping') return {...state, phase: 'pending', holdsSlot: false};
  const {attempt, interruption} = state;
  if (end.how === 'succeeded') {
    const {unchanged} = end;
    return policy.lifetime === 'service'
      ? {status: 'ready', attempt, elapsedMs}
      : {status: 'done', elapsedMs, ...(unchanged !== undefined && {unchanged})};
  }
  const isRestart = attempt.restarts > 0;
  // A service that has been ready counts as stopped, not as cancelled.
  if (interruption !== undefined && (isRestart || interruption !== 'teardown'))
    return stoppingTo(stoppedFrom(state, interruption));
  if (end.how === 'aborted') return stoppingTo(cancelledByStop);
  const {failure, mayRetry} = end;
  const next = mayRetry && interruption === undefined ? nextTry(attempt, policy) : undefined;
  if (next === undefined)
    return stoppingTo(failedToStart(failure, {attempt, policy, elapsedMs: isRestart ? 0 : elapsedMs}));
  return {
    ...{status: 'restarting', phase: 'pending', leftovers: []},
    ...{attempt: next.attempt, delayMs: next.delayMs},
    cause: {why: 'failed', failure, next: next.next, of: next.of},
  };
}

/** The end of a service: it has exited, or is unhealthy and must be stopped. */
export interface ServiceEnd {
  readonly failure: TaskFailure;
  /** Missing if it is still running. */
  readonly exit?: Exit;
  /** How long the task was ready. */
  readonly upMs: number;
}

/** The state of a service after it has exited unexpectedly or become unhealthy. */
export function afterServiceEnd({attempt}: Ready, end: ServiceEnd, policy: Policy): TaskState {
  const {afterEnd} = policy;
  const {failure, exit} = end;
  const next = nextRestart(attempt, end, afterEnd);
  if (next) {
    return {
      ...{status: 'restarting', phase: 'pending', leftovers: []},
      ...next,
      cause: exit ? {why: 'exited', exit} : {why: 'unhealthy', failure},
    };
  }
  if (afterEnd.then === 'fail') return stoppingTo(failed(failure, policy, 0));
  return exit
    ? {status: 'exited', exit, leftovers: []}
    : stoppingTo({status: 'exited', exit: unhealthyExit(failure), leftovers: []});
}

/** The exit of a service that is stopped because it is unhealthy. */
export function unhealthyExit(failure: TaskFailure): Exit {
  const seen = failure.reason === 'unhealthy' ? `: ${failure.probe}: ${failure.lastSeen}` : '';
  return {because: `it was unhealthy${seen}`};
}

/** The state of a task whose `timeout` expires while it waits or between two attempts; `undefined` if an attempt is running. */
export function afterTimeout(state: TaskState, end: Failed): TaskState | undefined {
  if (state.status === 'waiting') return end;
  return state.status === 'restarting' && state.phase === 'back-off' ? stoppingTo(end) : undefined;
}

/** The state of a task after the delay between two attempts. */
export function afterDelay({attempt}: Restarting): TaskState {
  return {status: 'waiting', for: 'slot', attempt};
}

/** The state of a task after its resources were removed, except `leftovers`. */
export function afterRemoval(
  state: Stopping | Restarting,
  leftovers: readonly Leftover[],
): Restarting | Stopping['end'] {
  return state.status === 'restarting' ? {...state, phase: 'back-off', leftovers} : {...state.end, leftovers};
}

/** The end of a task that could not be started. A failed start on request or after a change does not end the run. */
export function failedToStart(
  failure: TaskFailure,
  {
    attempt: {restarts, cause},
    policy: {mayFail},
    elapsedMs,
  }: {
    readonly attempt: Attempt;
    readonly policy: Pick<Policy, 'mayFail'>;
    readonly elapsedMs: number;
  },
): Failed {
  const isReported = restarts === 0 && (cause === 'requested' || cause === 'changed');
  return failed(failure, {mayFail: mayFail || isReported}, elapsedMs);
}

function failed(failure: TaskFailure, {mayFail}: Pick<Policy, 'mayFail'>, elapsedMs: number): Failed {
  return {status: 'failed', failure, allowed: mayFail, elapsedMs, leftovers: []};
}

/** The end of a task that was not up when the run was stopped. */
export const cancelledByStop: Cancelled = {
  status: 'cancelled',
  because: 'the run is stopping',
  leftovers: [],
};

/** The end of a task that is stopped in this state. */
export function stoppedFrom(last: TaskState, cause: StopCause): Stopped {
  return {status: 'stopped', cause, last, leftovers: []};
}

/** The state of a task without a running attempt, until its resources are removed. */
export function stoppingTo(end: Stopping['end']): Stopping {
  return {status: 'stopping', phase: 'pending', holdsSlot: false, end};
}
