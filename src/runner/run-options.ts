import type {LaunchFile} from '../model/launch-file.ts';
import type {Selection} from '../plan/selection.ts';
import type {Kind, Leftover} from '../tasks/kind.ts';
import type {Services} from '../tasks/services.ts';
import type {RunEvent} from '../vocabulary/event.ts';
import type {TaskFailure} from '../vocabulary/failure.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import type {StopReason} from './stop.ts';

/** What a run is made from. */
export interface RunOptions {
  readonly launch: LaunchFile;
  readonly selection: Selection;
  /** The environment that bottle was started in. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where state is kept (see state-directory.ts). */
  readonly stateDir: string;
  /** How many tasks may be starting at once. Default: the file's `jobs`. */
  readonly jobs?: number;
  /** Lets branches that do not need a failed task come up before everything goes down. Default: `false`. */
  readonly keepGoing?: boolean;
  /** Keeps the run up until `signal` fires, even if none of its tasks does. Default: `false`. */
  readonly hold?: boolean;
  /**
   * How long the whole teardown may take, in milliseconds; what is left then is killed. Default: the file's `stop_timeout`, else
   * 25 s after the signal `SIGTERM`, and no limit otherwise.
   */
  readonly stopTimeoutMs?: number;
  /** Fires to end the run; its reason is the name of the signal that did, as `SIGINT`. */
  readonly signal: AbortSignal;
  /** Fires to skip the grace periods of the teardown. Default: never. */
  readonly force?: AbortSignal;
  /** Aborted with an error that nothing caught: a bug, possibly anywhere. The run is torn down and reports it as a failure. */
  readonly bug?: AbortSignal;
  /** Told of everything that happens, in order. Must not throw. */
  readonly onEvent: (event: RunEvent) => void;
  /**
   * Told the outputs of each task that is ready or done, again if it is restarted; unlike in events, secrets in them are not
   * masked. Must not throw.
   */
  readonly onOutputs?: (task: TaskName, outputs: Readonly<Record<string, string>>) => void;
  /**
   * Asked after each piece of output: settles when tasks may print more, `undefined` if that is now. Not asked any more once the
   * run is being stopped, and what is waited for then must settle. Default: tasks wait for nobody.
   */
  readonly backpressure?: () => Promise<void> | undefined;
  /** Settles when an interactive task may have the terminal. Default: at once. */
  readonly freeTerminal?: () => Promise<void>;
  /** Stands in for parts of the world, for tests. Default: the real one. */
  readonly services?: Partial<Services>;
  /** What dead runs are taken down with; tasks carry theirs from loading. Default: all kinds that there are. */
  readonly kinds?: Readonly<Record<string, Kind>>;
}

/** How a run ended. */
export interface RunResult {
  readonly reason: StopReason;
  /** In the order in which they happened: the first is the root cause. */
  readonly failures: readonly TaskFailure[];
  /** Tasks that did not come up, or not to their end, though nothing was wrong with them. */
  readonly cancelled: readonly TaskName[];
  /** The exit codes of the tasks that have ended by themselves; 0 for those without a command that have done their work. */
  readonly exits: Readonly<Record<string, number>>;
  /** What could not be taken down; a later run of the same file tries again. */
  readonly leftovers: readonly Leftover[];
}
