import type {Leftover} from '../vocabulary/leftover.ts';
import type {StartCause, StopCause} from '../vocabulary/event.ts';
import type {Exit, TaskFailure} from '../vocabulary/failure.ts';
import type {TaskName} from '../vocabulary/ids.ts';

/**
 * The state of a task. Only runner/task-table.ts changes it, and reports each change as an event.
 *
 *            ┌──────────── retry, restart ───────────┐
 *            ▼                                       │
 *     waiting ──▶ starting ──▶ running ──▶ probing   │
 *      │    │        │  └──────────│─────▶ │ │  │    │
 *      │    │        │             │       │ │  └──▶ done
 *      │    │        │             │       │ ▼       │
 *      │    │        ├─────────────┴───────┼ ready ──┼──▶ exited
 *      │    │        ▼                     ▼  │      │       │
 *      │    │      restarting (removing ──▶ back-off)│       │
 *      │    │        │                        │      ▼       ▼
 *      │    │        └────────────────────────┴──▶ stopping (ending ──▶ pending ──▶ removing)
 *      ▼    ▼                                        │
 *  skipped  failed, cancelled ◀──────────────────────┴──▶ stopped ──▶ waiting
 *
 * Tasks that have ended can be stopped too, because their resources may still exist. A stopped task that should start again waits
 * again.
 */
export type TaskState =
  | Waiting
  | Starting
  | Running
  | Probing
  | Ready
  | Exited
  | Restarting
  | Done
  | Skipped
  | Stopping
  | Failed
  | Cancelled
  | Stopped;

export type TaskStatus = TaskState['status'];

/** An attempt to start a task. */
export interface Attempt {
  /** The number of the try, from 1. Reset when the task is started for any reason other than a failed try. */
  readonly tries: number;
  /** The number of consecutive restarts after unexpected exits. */
  readonly restarts: number;
  /** The original cause of the start, before any retries and restarts. */
  readonly cause: LaunchCause;
}

/** The causes of a start other than failed tries and unexpected exits. */
export type LaunchCause = Exclude<StartCause, 'retry' | 'restart'>;

/** The causes to stop and start a task again while the run continues. */
export type AgainCause = Exclude<LaunchCause, 'needs-met'>;

/** Not started, because some needs are not met, orphans of a dead run may conflict with it, or all slots are taken. */
export interface Waiting {
  readonly status: 'waiting';
  readonly for: 'needs' | 'orphans' | 'slot';
  readonly attempt: Attempt;
}

interface Active {
  readonly attempt: Attempt;
  /** Whether it counts towards `jobs`. */
  readonly holdsSlot: boolean;
  /** Why the attempt was aborted, if the task has to stop. */
  readonly interruption: StopCause | undefined;
}

/** Being started by its kind. */
export interface Starting extends Active {
  readonly status: 'starting';
}

/** Being started, and its command is running. */
export interface Running extends Active {
  readonly status: 'running';
}

/** The command of a oneshot has ended, or the service has started; its probes have not passed yet. */
export interface Probing extends Active {
  readonly status: 'probing';
}

/** A service that is up. */
export interface Ready {
  readonly status: 'ready';
  readonly attempt: Attempt;
  readonly elapsedMs: number;
}

/** A service that has exited as allowed by its `on_exit`. Some of its resources may still exist. */
export interface Exited {
  readonly status: 'exited';
  readonly exit: Exit;
  /** Resources that could not be removed when it was stopped. */
  readonly leftovers: readonly Leftover[];
}

/** Between two attempts: the resources of the last attempt are removed, then the delay passes. */
export interface Restarting {
  readonly status: 'restarting';
  readonly phase: 'pending' | 'removing' | 'back-off';
  /** The next attempt. */
  readonly attempt: Attempt;
  readonly cause: RestartCause;
  readonly delayMs: number;
  /** Leftovers of the last attempt. */
  readonly leftovers: readonly Leftover[];
}

export type RestartCause =
  /** `next` is the number of the next try, and `of` is the limit, which may be `Infinity`. */
  | {readonly why: 'failed'; readonly failure: TaskFailure; readonly next: number; readonly of: number}
  | {readonly why: 'exited'; readonly exit: Exit}
  | {readonly why: 'unhealthy'; readonly failure: TaskFailure};

/** A oneshot that has succeeded. */
export interface Done {
  readonly status: 'done';
  readonly elapsedMs: number;
  /** Why the task had nothing to do. */
  readonly unchanged?: string;
}

export interface Skipped {
  readonly status: 'skipped';
  readonly because: string;
}

/** Moving to `end`. */
export interface Stopping {
  readonly status: 'stopping';
  /**
   * `ending`: an attempt is still running. `pending`: it waits for its dependents or for the teardown. `removing`: its resources are
   * being removed.
   */
  readonly phase: 'ending' | 'pending' | 'removing';
  readonly holdsSlot: boolean;
  readonly end: Failed | Cancelled | Stopped | Exited;
}

export interface Failed {
  readonly status: 'failed';
  readonly failure: TaskFailure;
  /** Whether the task may fail (`allow_failure`). */
  readonly allowed: boolean;
  readonly elapsedMs: number;
  readonly leftovers: readonly Leftover[];
}

/** Cancelled because a need failed or the run is stopping. */
export interface Cancelled {
  readonly status: 'cancelled';
  readonly because: string;
  /** Its exit, if it exited before it was cancelled. */
  readonly exit?: Exit;
  readonly leftovers: readonly Leftover[];
}

/** All of its resources have been removed, except `leftovers` and those kept for its next start. */
export interface Stopped {
  readonly status: 'stopped';
  readonly cause: StopCause;
  /** The state before it was stopped; `undefined` in the recovery of a dead run. */
  readonly last: TaskState | undefined;
  readonly leftovers: readonly Leftover[];
}

/** The valid state changes. All others are bugs. */
export const moves: Readonly<Record<TaskStatus, readonly TaskStatus[]>> = {
  waiting: ['waiting', 'starting', 'skipped', 'stopping', 'failed', 'cancelled'],
  starting: ['starting', 'running', 'probing', 'ready', 'done', 'restarting', 'stopping'],
  running: ['running', 'probing', 'ready', 'done', 'restarting', 'stopping'],
  probing: ['probing', 'ready', 'done', 'restarting', 'stopping'],
  ready: ['restarting', 'exited', 'stopping', 'stopped'],
  exited: ['stopping', 'stopped'],
  restarting: ['restarting', 'waiting', 'stopping'],
  done: ['stopping', 'stopped'],
  skipped: ['stopping', 'stopped'],
  stopping: ['stopping', 'failed', 'cancelled', 'stopped', 'exited'],
  failed: ['stopping', 'stopped'],
  cancelled: ['stopping', 'stopped'],
  stopped: ['waiting', 'stopping', 'stopped'],
};

/** Whether a task remains in this state until something else happens. */
export function isSettled({status}: TaskState): boolean {
  return !['waiting', 'starting', 'running', 'probing', 'restarting', 'stopping'].includes(status);
}

/** Whether a task has come up or can no longer come up. A task that is restarting has already come up. */
export function hasComeUp(state: TaskState): boolean {
  return isSettled(state) || ('attempt' in state && state.attempt.restarts > 0);
}

/** Whether a task is being stopped, or its attempt is being aborted so that it can be stopped. */
export function isBeingStopped(state: TaskState): boolean {
  return state.status === 'stopping' || ('interruption' in state && state.interruption !== undefined);
}

/** The failure or cancellation of a task, also during and after its removal; `undefined` if there is none. */
export function badEnd(state: TaskState): Failed | Cancelled | undefined {
  const end = beforeRemoval(state);
  return end?.status === 'failed' || end?.status === 'cancelled' ? end : undefined;
}

/** The exit code of a task that exited on its own; 0 for a oneshot that succeeded. */
export function exitCodeOf(state: TaskState): number | undefined {
  const end = beforeRemoval(state);
  if (end?.status === 'done') return 0;
  if (end?.status === 'exited' || end?.status === 'cancelled') return end.exit?.code;
  return end?.status === 'failed' && end.failure.reason === 'exited' ? end.failure.exit.code : undefined;
}

/** The state of a task, ignoring its removal. */
function beforeRemoval(state: TaskState | undefined): TaskState | undefined {
  if (state?.status === 'stopping') return beforeRemoval(state.end);
  return state?.status === 'stopped' ? beforeRemoval(state.last) : state;
}

/**
 * Returns `state`, which must have one of the given statuses.
 * @throws if it has another status, which is a bug
 */
export function inStatus<Status extends TaskStatus>(
  task: TaskName,
  state: TaskState,
  ...statuses: readonly Status[]
): Extract<TaskState, {readonly status: Status}> {
  if (isOneOf(state, statuses)) return state;
  throw new Error(`task \`${task}\` is ${state.status}, not ${statuses.join(' or ')}`);
}

function isOneOf<Status extends TaskStatus>(
  state: TaskState,
  statuses: readonly Status[],
): state is Extract<TaskState, {readonly status: Status}> {
  return (statuses as readonly TaskStatus[]).includes(state.status);
}

/** The resources of a task that could not be removed. */
export function leftoversOf(state: TaskState): readonly Leftover[] {
  return 'leftovers' in state ? state.leftovers : [];
}
