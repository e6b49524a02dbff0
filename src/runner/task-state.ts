import type {NeedCondition} from '../schema/common-task.ts';
import type {Leftover} from '../tasks/kind.ts';
import type {Exit, TaskFailure} from '../vocabulary/failure.ts';

/**
 * The state of a task of a run; task-table.ts moves it, and reports each move as an event.
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
 *  skipped  failed, cancelled ◀──────────────────────┴──▶ stopped
 *
 * Any task that is not active can be stopped at the end of the run: what it has made may outlive its work.
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

/** Which start of a task it is. */
export interface Attempt {
  /** As events count them, from 1; a restart counts from 2. */
  readonly number: number;
  /** How often the task was restarted after it had been ready. */
  readonly restarts: number;
}

/** Not started: some of its needs are not met, orphans of a dead run may be in its way, or all slots are taken. */
export interface Waiting {
  readonly status: 'waiting';
  readonly for: 'needs' | 'orphans' | 'slot';
  readonly attempt: Attempt;
}

interface Active {
  readonly attempt: Attempt;
  /** Whether it counts towards `jobs`. */
  readonly holdsSlot: boolean;
  /** Whether it was aborted because the run is stopping. */
  readonly isInterrupted: boolean;
}

/** Its kind is bringing it up. */
export interface Starting extends Active {
  readonly status: 'starting';
}

/** The same, and its command has begun. */
export interface Running extends Active {
  readonly status: 'running';
}

/** Its command has ended, or its service is there; its probes have not passed. */
export interface Probing extends Active {
  readonly status: 'probing';
}

/** A service that is up. */
export interface Ready {
  readonly status: 'ready';
  readonly restarts: number;
  readonly elapsedMs: number;
}

/** A service that has ended, which its `on_exit` allows. Parts of it may still be there. */
export interface Exited {
  readonly status: 'exited';
  readonly exit: Exit;
}

/** Between two attempts: what the last one made is removed, then the delay passes. */
export interface Restarting {
  readonly status: 'restarting';
  readonly phase: 'pending' | 'removing' | 'back-off';
  /** The next one. */
  readonly attempt: Attempt;
  readonly cause: RestartCause;
  readonly delayMs: number;
  /** Of the attempt before. */
  readonly leftovers: readonly Leftover[];
}

export type RestartCause =
  | {readonly why: 'failed'; readonly failure: TaskFailure; readonly maxAttempts: number}
  | {readonly why: 'exited'; readonly exit: Exit};

/** A oneshot that has succeeded. */
export interface Done {
  readonly status: 'done';
  readonly elapsedMs: number;
  /** Why there was nothing to do. */
  readonly unchanged?: string;
}

export interface Skipped {
  readonly status: 'skipped';
  readonly because: string;
}

/** On its way to `end`. */
export interface Stopping {
  readonly status: 'stopping';
  /**
   * `ending`: an attempt is still under way; `pending`: waits for its dependents, or for the teardown; `removing`: what it has made is
   * being removed.
   */
  readonly phase: 'ending' | 'pending' | 'removing';
  readonly holdsSlot: boolean;
  readonly end: Failed | Cancelled | Stopped;
}

export interface Failed {
  readonly status: 'failed';
  readonly failure: TaskFailure;
  /** Whether it may fail (`allow_failure`). */
  readonly allowed: boolean;
  readonly elapsedMs: number;
  readonly leftovers: readonly Leftover[];
}

/** Nothing was wrong with it: a need of it has failed, or the run is stopping. */
export interface Cancelled {
  readonly status: 'cancelled';
  readonly because: string;
  /** How it had ended before, if it had. */
  readonly exit?: Exit;
  readonly leftovers: readonly Leftover[];
}

/** Everything that it has made is gone, but for `leftovers`. */
export interface Stopped {
  readonly status: 'stopped';
  /** The state that it was in; `undefined` in the recovery of a dead run. */
  readonly last: TaskState | undefined;
  readonly leftovers: readonly Leftover[];
}

/** The moves that there are; any other one is a bug. */
export const moves: Readonly<Record<TaskStatus, readonly TaskStatus[]>> = {
  waiting: ['waiting', 'starting', 'skipped', 'stopping', 'failed', 'cancelled'],
  starting: ['starting', 'running', 'probing', 'ready', 'done', 'restarting', 'stopping'],
  running: ['running', 'probing', 'ready', 'done', 'restarting', 'stopping'],
  probing: ['probing', 'ready', 'done', 'restarting', 'stopping'],
  ready: ['restarting', 'exited', 'stopping'],
  exited: ['stopping'],
  restarting: ['restarting', 'waiting', 'stopping'],
  done: ['stopping'],
  skipped: [],
  stopping: ['stopping', 'failed', 'cancelled', 'stopped'],
  failed: ['stopping'],
  cancelled: ['stopping'],
  stopped: [],
};

/** The meaning of a task's state for its dependents: go on, wait, or never. */
export type Standing = 'met' | 'pending' | 'failed';

const pending = {waiting: 'pending', starting: 'pending', restarting: 'pending'} as const;
const met = {ready: 'met', done: 'met', exited: 'met', skipped: 'met'} as const;
const failed = {stopping: 'failed', failed: 'failed', cancelled: 'failed', stopped: 'failed'} as const;

/** The meaning of each state of a need under each condition; docs/launch-file.md has the same table. */
export const standings: Readonly<Record<NeedCondition, Readonly<Record<TaskStatus, Standing>>>> = {
  started: {...pending, running: 'met', probing: 'met', ...met, ...failed},
  ready: {...pending, running: 'pending', probing: 'pending', ...met, ...failed},
  ended: {
    ...{...pending, running: 'pending', probing: 'pending', stopping: 'pending'},
    ...{...met, failed: 'met', cancelled: 'met', stopped: 'met'},
  },
};

/** A state that a task stays in if nothing happens to it. */
export function isSettled({status}: TaskState): boolean {
  return !['waiting', 'starting', 'running', 'probing', 'restarting', 'stopping'].includes(status);
}

/** How the task ended that is in this state, or on its way there; `undefined` if it did not fail and was not cancelled. */
export function badEnd(state: TaskState): Failed | Cancelled | undefined {
  const end = beforeRemoval(state);
  return end?.status === 'failed' || end?.status === 'cancelled' ? end : undefined;
}

/** The code with which a task has ended by itself; 0 for a oneshot that has succeeded. */
export function exitCodeOf(state: TaskState): number | undefined {
  const end = beforeRemoval(state);
  if (end?.status === 'done') return 0;
  if (end?.status === 'exited' || end?.status === 'cancelled') return end.exit?.code;
  return end?.status === 'failed' && end.failure.reason === 'exited' ? end.failure.exit.code : undefined;
}

/** The state of a task before its removal, if it is being removed. */
function beforeRemoval(state: TaskState | undefined): TaskState | undefined {
  if (state?.status === 'stopping') return beforeRemoval(state.end);
  return state?.status === 'stopped' ? beforeRemoval(state.last) : state;
}

/** The parts of a task that could not be removed. */
export function leftoversOf(state: TaskState): readonly Leftover[] {
  return 'leftovers' in state ? state.leftovers : [];
}
