import type {LaunchFile} from '../model/launch-file.ts';
import type {WatchMode} from '../plan/watched.ts';
import type {Selection} from '../plan/selection.ts';
import type {Kind} from '../tasks/kind.ts';
import type {Leftover} from '../vocabulary/leftover.ts';
import type {Services} from '../tasks/services.ts';
import type {RunEvent} from '../vocabulary/event.ts';
import type {TaskFailure} from '../vocabulary/failure.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import type {LifeLimits} from './limit-life.ts';
import type {RunControl} from './run-control.ts';
import type {StopReason} from './stop.ts';

/** Inputs of a run. */
export interface RunOptions {
  readonly launch: LaunchFile;
  readonly selection: Selection;
  /** The environment of the bottle process. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The state directory (see state-directory.ts). */
  readonly stateDir: string;
  /**
   * The name of the run for commands (`bottle down NAME`). Default: the name of the launch, with a number if a live run has that
   * name.
   * The run throws TaskError `name-taken` if a live run has the name.
   */
  readonly runName?: string;
  /**
   * Whether this must be the only live run of the launch file, or the only one named `runName` if that is set. Default: `false`.
   * The run throws TaskError `already-up` if there is another.
   */
  readonly isOnlyOne?: boolean;
  /** The number of this run among several copies (`run.copy`). Default: 1. */
  readonly copy?: number;
  /** Whether the run has no terminal. Default: `false`. */
  readonly detached?: boolean;
  /** The tasks to restart when their files change. If there are any, the run continues even if no task keeps it alive. Default: `none`. */
  readonly watch?: WatchMode;
  /** The maximum number of tasks that are starting at the same time. Default: the file's `jobs`. */
  readonly jobs?: number;
  /** Whether tasks that do not need a failed task still start before the run stops. Default: `false`. */
  readonly keepGoing?: boolean;
  /** Whether the run stays up until `signal` is aborted, even if no task keeps it alive. Default: `false`. */
  readonly hold?: boolean;
  /**
   * The time limit of the teardown in milliseconds. Everything left is then killed. Default: the file's `stop_timeout`, or else 25 s
   * after SIGTERM and no limit otherwise.
   */
  readonly stopTimeoutMs?: number;
  /** The run is not up, and not reported as ready, until this has settled. Default: already settled. */
  readonly prepared?: Promise<void>;
  /** Limits that end the run like SIGTERM. Default: none. */
  readonly limits?: LifeLimits;
  /** Aborted to end the run. The reason is the name of a signal, such as `SIGINT`. */
  readonly signal: AbortSignal;
  /** Aborted to skip the grace periods of the teardown. Default: never. */
  readonly force?: AbortSignal;
  /** Aborted with an uncaught error, which may be a bug anywhere. The run is stopped and reports it as a failure. */
  readonly bug?: AbortSignal;
  /** Receives all events, in order. Must not throw. */
  readonly onEvent: (event: RunEvent) => void;
  /**
   * Called with the outputs of each task when it is ready or done, also after a restart. Unlike in events, secrets are not masked.
   * Must not throw.
   */
  readonly onOutputs?: (task: TaskName, outputs: Readonly<Record<string, string>>) => void;
  /**
   * Called after each piece of output. Settles when tasks may print more; `undefined` if they may print immediately. Not called after
   * the run starts to stop, and pending promises must settle then. Default: tasks never wait.
   */
  readonly backpressure?: () => Promise<void> | undefined;
  /**
   * Variables for the program of a task that is about to start, such as its trace context. Variables of the file have precedence.
   * Default: none.
   */
  readonly variablesFor?: (task: TaskName) => Readonly<Record<string, string>>;
  /** Called when the run has started, with functions to stop and start its tasks. */
  readonly onControl?: (control: RunControl) => void;
  /** Settles when an interactive task may use the terminal. Default: immediately. */
  readonly freeTerminal?: () => Promise<void>;
  /** Replaces some of the services that tasks use, for tests. Default: the real services. */
  readonly services?: Partial<Services>;
  /** The kinds for the recovery of dead runs. Loaded tasks are already bound to their kinds. Default: all kinds. */
  readonly kinds?: Readonly<Record<string, Kind>>;
}

/** The result of a run. */
export interface RunResult {
  readonly reason: StopReason;
  /** In chronological order. The first failure is the root cause. */
  readonly failures: readonly TaskFailure[];
  /** Tasks that were stopped before they were ready or done and did not fail themselves. */
  readonly cancelled: readonly TaskName[];
  /** Those of them that depend on a failed task, directly or through others. The others were cancelled because the run stopped. */
  readonly cancelledDependents: readonly TaskName[];
  /** The exit codes of the tasks that have exited; 0 for successful oneshots without a command. */
  readonly exits: Readonly<Record<string, number>>;
  /** Resources that could not be removed. A later run of the same file tries again. */
  readonly leftovers: readonly Leftover[];
}
