import type {Exit, TaskFailure} from '../vocabulary/failure.ts';
import type {Leftover} from '../vocabulary/leftover.ts';
import type {Attempt, Cancelled, Failed, Ready, Restarting, Stopping, TaskState} from './task-state.ts';

/** The state of a task before its first attempt. */
export const notStarted: TaskState = {
  status: 'waiting',
  for: 'needs',
  attempt: {number: 1, restarts: 0},
};

/** Result of an attempt. */
export type AttemptEnd =
  | {readonly how: 'succeeded'; readonly unchanged: string | undefined}
  /** `mayRetry` is false if the `timeout` of the task has passed, or for an unexpected error. */
  | {readonly how: 'failed'; readonly failure: TaskFailure; readonly mayRetry: boolean}
  /** It was aborted and did not fail otherwise. */
  | {readonly how: 'aborted'};

/** The settings of a task that determine its next state. */
export interface Policy {
  readonly lifetime: 'oneshot' | 'service';
  readonly maxAttempts: number;
  readonly delayMs: number;
  readonly mayFail: boolean;
}

/** The effect of an unexpected exit of a ready task: it is restarted while `restarts` last, and then `then` applies. */
export interface AfterEnd {
  readonly then: 'fail' | 'ignore';
  readonly restarts: number;
  readonly delayMs: number;
}

type Attempting = Extract<TaskState, {readonly attempt: Attempt; readonly holdsSlot: boolean}>;

/** The state of a task after an attempt; the attempt was aborted if the task is `stopping` or interrupted. */
export function afterAttempt(
  state: Attempting | Stopping,
  end: AttemptEnd,
  {policy, elapsedMs}: {readonly policy: Policy; readonly elapsedMs: number},
): TaskState {
  if (state.status === 'stopping') return {...state, phase: 'pending', holdsSlot: false};
  const {number, restarts} = state.attempt;
  const isRestart = restarts > 0;
  if (end.how === 'succeeded') {
    const {unchanged} = end;
    return policy.lifetime === 'service'
      ? {status: 'ready', restarts, elapsedMs}
      : {status: 'done', elapsedMs, ...(unchanged !== undefined && {unchanged})};
  }
  // A service that was ready before counts as stopped, not as cancelled.
  if (isRestart && state.isInterrupted) return stoppingTo({status: 'stopped', last: state, leftovers: []});
  if (end.how === 'aborted') return stoppingTo(cancelledByStop);
  const {failure, mayRetry} = end;
  if (isRestart || state.isInterrupted || !mayRetry || number >= policy.maxAttempts)
    return stoppingTo(failed(failure, policy, isRestart ? 0 : elapsedMs));
  return {
    status: 'restarting',
    phase: 'pending',
    attempt: {number: number + 1, restarts},
    cause: {why: 'failed', failure, maxAttempts: policy.maxAttempts},
    delayMs: policy.delayMs,
    leftovers: [],
  };
}

/** The state of a service after it exited by itself. */
export function afterExit(
  {restarts}: Ready,
  failure: TaskFailure & {readonly exit: Exit},
  {policy, afterEnd}: {readonly policy: Policy; readonly afterEnd: AfterEnd},
): TaskState {
  const {exit} = failure;
  if (restarts < afterEnd.restarts) {
    return {
      status: 'restarting',
      phase: 'pending',
      attempt: {number: restarts + 2, restarts: restarts + 1},
      cause: {why: 'exited', exit},
      delayMs: afterEnd.delayMs,
      leftovers: [],
    };
  }
  return afterEnd.then === 'ignore' ? {status: 'exited', exit} : stoppingTo(failed(failure, policy, 0));
}

/** The state of a task whose time is over while it waits, or between two attempts; `undefined` if an attempt is running. */
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

/** The end of a failed task. */
export function failed(failure: TaskFailure, {mayFail}: Pick<Policy, 'mayFail'>, elapsedMs: number): Failed {
  return {status: 'failed', failure, allowed: mayFail, elapsedMs, leftovers: []};
}

/** The end of a task that was not up yet when the run stopped. */
export const cancelledByStop: Cancelled = {
  status: 'cancelled',
  because: 'the run is stopping',
  leftovers: [],
};

/** The state of a task that has no attempt running, until its resources are removed. */
export function stoppingTo(end: Stopping['end']): Stopping {
  return {status: 'stopping', phase: 'pending', holdsSlot: false, end};
}
