import type {LaunchFile, Task} from '../model/launch-file.ts';
import type {DownContext, RunFacts} from '../tasks/kind.ts';
import type {Outside} from '../tasks/services.ts';
import type {ValueSource} from '../values/value-source.ts';
import type {RunEventBody} from '../vocabulary/event.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import type {Ending} from './ending.ts';
import type {Backpressure} from '../processes/backpressure.ts';
import type {LogFiles} from './log-files.ts';
import type {Graph} from '../graph/graph.ts';
import type {Scheduler} from './scheduler.ts';
import type {Slots} from './slots.ts';
import type {TaskState} from './task-state.ts';
import type {OutputPace} from './output-pace.ts';
import type {Masker} from './masker.ts';
import type {Reserves} from './reserves.ts';
import type {StopBudget} from './stop-budget.ts';
import type {Stop} from './stop.ts';
import type {TaskJournal} from './task-journal.ts';

/** What the parts of the runner share while one run lasts. */
export interface Session {
  readonly launch: LaunchFile;
  /** The tasks of this run. */
  readonly tasks: ReadonlyMap<TaskName, Task>;
  /** The task whose end ends the run, if there is one. */
  readonly until: TaskName | undefined;
  readonly facts: RunFacts;
  /** This run, for those who tear down. */
  readonly run: DownContext['run'];
  /** The environment that bottle was started in. */
  readonly env: Readonly<Record<string, string>>;
  readonly outside: Outside;
  readonly journal: TaskJournal;
  readonly logs: LogFiles;
  readonly reserves: Reserves;
  readonly masker: Masker;
  readonly stop: Stop;
  readonly ending: Ending;
  /** How far each task has come, and who waits for it. */
  readonly scheduler: Scheduler<TaskName, TaskState>;
  /** The right to start, for as many tasks at a time as `jobs` allows. */
  readonly slots: Slots<TaskName>;
  /** Who needs whom among the tasks. */
  readonly graph: Graph<TaskName>;
  /** The same, reversed. */
  readonly dependents: Graph<TaskName>;
  /** How long the run may take to stop. */
  readonly budget: StopBudget;
  /** Outputs of the tasks that are up or done. */
  readonly outputs: Map<TaskName, Readonly<Record<string, string>>>;
  /** See RunOptions.onOutputs. */
  readonly onOutputs: (task: TaskName, outputs: Readonly<Record<string, string>>) => void;
  /** How long tasks took that came up well, in milliseconds; not those that had nothing to do, or had the terminal. */
  readonly times: Map<TaskName, number>;
  /** The exit codes of the tasks that have ended by themselves; 0 for those that have succeeded without a command. */
  readonly exits: Map<TaskName, number>;
  readonly skipped: Set<TaskName>;
  readonly cancelled: Set<TaskName>;
  /** One for each task that is being supervised; they settle once the run has been stopped. */
  readonly watches: Set<Promise<void>>;
  /** What `${{ }}` reads: the variables, the facts, and `outputs` as they are at the moment of reading. */
  readonly scope: ValueSource;
  /** Milliseconds since the run started. */
  elapsedMs(): number;
  /** Tells what happened; the time is added, and secrets are masked. */
  emit(event: RunEventBody): void;
  /** Notes an error that only a bug of bottle can explain, and stops the run. */
  failByBug(error: unknown): void;
  /** What the output of tasks may take of the event loop. */
  readonly pace: OutputPace;
  /** See RunOptions.backpressure. */
  backpressure(): Backpressure;
  /** See UpContext.takeTerminal. */
  takeTerminal(task: TaskName): Promise<() => void>;
}
