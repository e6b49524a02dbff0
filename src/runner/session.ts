import type {LaunchFile, Task} from '../model/launch-file.ts';
import type {RunFacts} from '../places/place-context.ts';
import type {DownContext} from '../tasks/task-context.ts';
import type {Services} from '../tasks/services.ts';
import type {ValueSource} from '../values/value-source.ts';
import type {RunEventBody} from '../vocabulary/event.ts';
import type {TaskFailure} from '../vocabulary/failure.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import type {Backpressure} from '../processes/backpressure.ts';
import type {TaskLogs} from '../history/task-log.ts';
import type {EventLog} from '../history/event-log.ts';
import type {Graph} from '../graph/graph.ts';
import type {DesiredStates} from '../lifecycle/desired-states.ts';
import type {TaskGraph} from '../lifecycle/task-graph.ts';
import type {TaskTable} from './task-table.ts';
import type {OutputPace} from './output-pace.ts';
import type {Masker} from './masker.ts';
import type {ReusedOutputs} from './reused-outputs.ts';
import type {Reserves} from './reserves.ts';
import type {StopBudget} from './stop-budget.ts';
import type {Stop} from './stop.ts';
import type {FileScopes} from '../plan/file-scopes.ts';
import type {RunWatch} from './run-watch.ts';
import type {TaskJournal} from './task-journal.ts';

/** State shared by the parts of the runner during a run. */
export interface Session {
  readonly launch: LaunchFile;
  /** The tasks of this run. More may join. */
  readonly tasks: ReadonlyMap<TaskName, Task>;
  readonly facts: RunFacts;
  /** This run, as an input of the teardown. */
  readonly run: DownContext['run'];
  /** The environment of the bottle process. */
  readonly env: Readonly<Record<string, string>>;
  readonly services: Services;
  readonly journal: TaskJournal;
  readonly logs: TaskLogs;
  readonly eventLog: EventLog;
  readonly reserves: Reserves;
  readonly masker: Masker;
  readonly stop: Stop;
  /** The states of the tasks. */
  readonly table: TaskTable;
  readonly reused: ReusedOutputs;
  /** The desired states of the tasks. */
  readonly desired: DesiredStates;
  /** In chronological order, without allowed failures. */
  readonly failures: readonly TaskFailure[];
  /** The maximum number of tasks that may be starting at the same time. */
  readonly jobs: number;
  /** The dependencies between the tasks. */
  readonly graph: Graph<TaskName>;
  readonly taskGraph: TaskGraph;
  /** Adds more tasks of the launch file to the run, initially stopped. Their needs must already be part of the run or be added too. */
  addTasks(added: ReadonlyMap<TaskName, Task>): Promise<void>;
  /** The time limit of the teardown. */
  readonly budget: StopBudget;
  /** See RunOptions.variablesFor. */
  readonly variablesFor: (task: TaskName) => Readonly<Record<string, string>>;
  /** See RunOptions.onOutputs. */
  readonly onOutputs: (task: TaskName, outputs: Readonly<Record<string, string>>) => void;
  /** The values of `${{ }}` references in the root file: variables, facts, and the current outputs of the tasks. */
  readonly scope: ValueSource;
  /** The values of references in the file of each task, and in each file. */
  readonly scopes: FileScopes;
  /** Milliseconds since the run started. */
  elapsedMs(): number;
  /** Emits an event with the elapsed time and with masked secrets. */
  emit(event: RunEventBody): void;
  /** See RunEvents. */
  flushEvents(): void;
  /** Stops the run because of a failure that was not caused by a task. */
  fail(failure: TaskFailure): void;
  /** Reports an error that is a bug in bottle, and stops the run. */
  failByBug(error: unknown): void;
  readonly ahead: Ahead;
  readonly earlyCommands: EarlyCommands;
  readonly watch: RunWatch;
  readonly watchedFiles: WatchedFiles;
  /** Limits the share of the event loop used for task output. */
  readonly pace: OutputPace;
  /** See RunOptions.backpressure. */
  backpressure(): Backpressure;
  /** See UpContext.takeTerminal. */
  takeTerminal(task: TaskName): Promise<() => void>;
}

/** Work done for tasks while they wait for their needs. */
export interface Ahead {
  /** Starts the work. Called when the tasks of the run may start. */
  begin(): void;
  /** See UpContext.ahead. If a task starts before its work has begun, the task does the work itself. */
  of(task: TaskName): Promise<string | undefined>;
  /** Aborts unfinished work and waits for its end. */
  close(): Promise<void>;
}

/** Commands that wait at their gates until the needs of their tasks are met. */
export interface EarlyCommands {
  /** Called when the tasks of the run may start. */
  begin(): void;
  /** Ends those that have not begun, and waits briefly for the ends of their processes. */
  close(): Promise<void>;
}

/** The watched files of a run. */
export interface WatchedFiles {
  /** Watches the files of the run's tasks, and restarts the tasks after changes. Settles when no change can be missed. */
  open(wake: () => void): Promise<void>;
  /** Also watches the files of tasks that join the run. */
  add(tasks: ReadonlyMap<TaskName, Task>): Promise<void>;
  /** Called before each start of a task, to record its current files as unchanged. */
  accept(task: TaskName): Promise<void>;
  close(): Promise<void>;
}
