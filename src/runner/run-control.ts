import type {TaskStatus} from '../lifecycle/task-state.ts';
import type {OutputName} from '../tasks/task-context.ts';
import type {ExecTarget} from './exec-place.ts';
import type {TaskFailure} from '../vocabulary/failure.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import type {Leftover} from '../vocabulary/leftover.ts';

/**
 * Requests to a live run. Several may be in progress. The last request for a task wins, and each request is answered when all of its
 * tasks have settled. They reject with {@link RefusedByRun}.
 */
export interface RunControl {
  /** Stops tasks after their dependents. They remain stopped until {@link start} or {@link restart} is called. */
  stop(tasks: readonly TaskName[]): Promise<ControlReport>;
  /** Starts tasks that are not up, their dependencies, and dependents that were stopped along with them. */
  start(tasks: readonly TaskName[]): Promise<ControlReport>;
  /** Stops tasks and their dependents in order, then starts them again. */
  restart(tasks: readonly TaskName[], options: RestartOptions): Promise<ControlReport>;
  /** Ends the run. Settles after the teardown. */
  down(options: DownOptions): Promise<{readonly leftovers: readonly Leftover[]}>;
  /** The current outputs, unmasked. */
  outputs(): ReadonlyMap<TaskName, TaskOutputs>;
  /** How to run a command in the environment of a task. @throws RefusedByRun */
  execTarget(task: TaskName): Promise<ExecTarget>;
}

export interface RestartOptions {
  /** Whether to restart dependents too. Otherwise they are left alone. */
  readonly deps: boolean;
  /** Whether to replace the addresses and certificates of the tasks and their dependencies. */
  readonly renew: boolean;
}

export interface DownOptions {
  /** Whether to skip grace periods, like a second Ctrl-C. */
  readonly force: boolean;
  /** The time limit of the teardown. Default: the limit of the run. */
  readonly stopTimeoutMs?: number;
}

/** The settled tasks of a request, in file order. */
export interface ControlReport {
  readonly tasks: readonly TaskReport[];
}

export interface TaskReport {
  readonly task: TaskName;
  readonly status: TaskStatus;
  /** Why the task failed. Missing for a cancelled task. */
  readonly failure?: TaskFailure;
}

export interface TaskOutputs {
  readonly values: Readonly<Record<OutputName, string>>;
  /** The names of outputs that are secret or contain a secret. */
  readonly secret: readonly OutputName[];
}

/** A request that the run refuses. */
export class RefusedByRun extends Error {
  override readonly name = 'RefusedByRun';
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(refusal.reason);
    this.refusal = refusal;
  }
}

export type Refusal =
  /** The run has no such task. */
  | {readonly reason: 'unknown-task'; readonly task: string; readonly known: readonly TaskName[]}
  /** The run is stopping. */
  | {readonly reason: 'run-stopping'}
  /** The task is not up, so no command can run in it. */
  | {readonly reason: 'not-up'; readonly task: TaskName; readonly status: TaskStatus}
  /** Tasks of this kind cannot run commands. */
  | {readonly reason: 'no-commands'; readonly task: TaskName; readonly kind: string};
