import type {Artifacts} from '../freshness/artifact.ts';
import type {Backpressure} from '../processes/backpressure.ts';
import type {LaunchProcess} from '../processes/host-process.ts';
import type {OutputLines} from '../probes/subject.ts';
import type {Clock} from '../vocabulary/clock.ts';
import type {OutputStream} from '../vocabulary/event.ts';
import type {RunId, TaskName} from '../vocabulary/ids.ts';
import type {MadeRecord} from '../vocabulary/journal-record.ts';

/** The parts of the context of a starting task that places use. */
export interface PlaceContext {
  readonly task: TaskName;
  readonly run: RunFacts;
  /** The launch file and its folder, absolute. */
  readonly file: {readonly path: string; readonly dir: string};
  /** The complete environment of host commands: bottle's own, the file's and the task's. */
  readonly env: Readonly<Record<string, string>>;
  /** The result of {@link Place.pullAhead}, once it has finished; `undefined` if there was none, or it failed. Never rejects. */
  ahead(): Promise<string | undefined>;
  /** Aborted to stop the task during its start. */
  readonly signal: AbortSignal;
  /** Whether the task or the run is being stopped; the teardown then removes what is left of the task. */
  isBeingStopped(): boolean;
  /** Records an object in the journal before it is created. Resolves once the record is on disk. */
  record(made: MadeRecord): Promise<void>;
  /** Records in the journal that the object is gone, so that the teardown skips it. */
  forget(made: MadeRecord): Promise<void>;
  /** The task's output: its log on disk, its events and its last lines, with secrets masked. */
  readonly output: TaskOutput;
  /** Reports the current step of the task: "pulling redis:7". */
  report(doing: string): void;
  /** Reports a problem that does not fail the task. */
  warn(warning: string): void;
  readonly services: PlaceServices;
}

/** The services that places use. */
export interface PlaceServices {
  readonly clock: Clock;
  readonly launchProcess: LaunchProcess;
  readonly artifacts: Artifacts;
}

/** The context of work done for a task while the task waits for its needs. */
export type AheadContext = Pick<PlaceContext, 'task' | 'signal' | 'report'>;

/** Facts about the run. */
export interface RunFacts {
  readonly id: RunId;
  readonly name: string;
  /** The run's directory, mode 0700; it is deleted when the run ends. */
  readonly dir: string;
  /** The id of the state directory that contains the run (see state-id.ts). */
  readonly state: string;
}

/** The destination of a task's output. */
export interface TaskOutput {
  /** Takes a chunk of output and splits it into lines. The reader pauses until more is wanted. */
  write(stream: OutputStream, chunk: Uint8Array): Backpressure;
  /** Ends the output; an unfinished line counts as complete. Resolves when all output is in the log and has been reported. */
  end(): Promise<void>;
  /** The lines so far, and those still to come. */
  readonly lines: OutputLines;
  /** The path of the log file. */
  readonly log: string;
}
