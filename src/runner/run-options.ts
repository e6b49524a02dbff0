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
  /** The environment that bottle was started in. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The directory that holds the state (see state-directory.ts). */
  readonly stateDir: string;
  /**
   * Name of the run for commands (`bottle down NAME`). Default: the name of the launch, with a number if a live run has it.
   * @throws TaskError `name-taken` from the run if a live run has the name
   */
  readonly runName?: string;
  /**
   * Whether no other run of the launch file, or none of it that is called `runName`, may be up. Default: `false`.
   * @throws TaskError `already-up` from the run if one is
   */
  readonly isOnlyOne?: boolean;
  /** The number of the run among several copies, `run.copy`. Default: 1. */
  readonly copy?: number;
  /** Whether the run has no terminal of its own. Default: `false`. */
  readonly detached?: boolean;
  /** Which tasks restart when their files change; the run then continues even if no task keeps it alive. Default: `none`. */
  readonly watch?: WatchMode;
  /** The maximum number of tasks that start at the same time. Default: the file's `jobs`. */
  readonly jobs?: number;
  /** Whether branches that do not need a failed task still start before the run stops. Default: `false`. */
  readonly keepGoing?: boolean;
  /** Whether the run stays up until `signal` is aborted, even if no task keeps it alive. Default: `false`. */
  readonly hold?: boolean;
  /**
   * The time limit of the whole teardown, in milliseconds; what is left then is killed. Default: the file's `stop_timeout`, else
   * 25 s after the signal `SIGTERM`, and no limit otherwise.
   */
  readonly stopTimeoutMs?: number;
  /** The run counts as up, and is reported as ready, only when this has settled as well. Default: immediately. */
  readonly prepared?: Promise<void>;
  /** Limits that end the run as SIGTERM does. Default: none. */
  readonly limits?: LifeLimits;
  /** Aborted to end the run; the reason is the name of the signal, such as `SIGINT`. */
  readonly signal: AbortSignal;
  /** Aborted to skip the grace periods of the teardown. Default: never. */
  readonly force?: AbortSignal;
  /** Aborted with an uncaught error: a bug, possibly anywhere. The run is stopped and reports it as a failure. */
  readonly bug?: AbortSignal;
  /** Receives all events, in order. Must not throw. */
  readonly onEvent: (event: RunEvent) => void;
  /**
   * Receives the outputs of each task that is ready or done, again after a restart. Unlike in events, their secrets are not
   * masked. Must not throw.
   */
  readonly onOutputs?: (task: TaskName, outputs: Readonly<Record<string, string>>) => void;
  /**
   * Called after each piece of output: settles when tasks may print more, `undefined` if they may immediately. Not called after
   * the run has begun to stop; a pending promise must settle then. Default: tasks never wait.
   */
  readonly backpressure?: () => Promise<void> | undefined;
  /** Variables for the program of a task that is about to start, such as its trace context; those of the file win. Default: none. */
  readonly variablesFor?: (task: TaskName) => Readonly<Record<string, string>>;
  /** Receives the control of the run once it has started: how its tasks are stopped and started. */
  readonly onControl?: (control: RunControl) => void;
  /** Settles when an interactive task may have the terminal. Default: immediately. */
  readonly freeTerminal?: () => Promise<void>;
  /** Replaces parts of the services that tasks use, for tests. Default: the real ones. */
  readonly services?: Partial<Services>;
  /** The kinds that recover dead runs; tasks have theirs since they were loaded. Default: all kinds. */
  readonly kinds?: Readonly<Record<string, Kind>>;
}

/** How a run ended. */
export interface RunResult {
  readonly reason: StopReason;
  /** In the order in which they happened: the first is the root cause. */
  readonly failures: readonly TaskFailure[];
  /** Tasks that were stopped before they were ready or done, without a failure of their own. */
  readonly cancelled: readonly TaskName[];
  /** The exit codes of the tasks that have exited; 0 for oneshots without a command that succeeded. */
  readonly exits: Readonly<Record<string, number>>;
  /** Things that could not be removed; a later run of the same file tries again. */
  readonly leftovers: readonly Leftover[];
}
