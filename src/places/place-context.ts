import type {Artifacts} from '../freshness/artifact.ts';
import type {Backpressure} from '../processes/backpressure.ts';
import type {LaunchProcess} from '../processes/host-process.ts';
import type {OutputLines} from '../probes/subject.ts';
import type {Clock} from '../vocabulary/clock.ts';
import type {OutputStream} from '../vocabulary/event.ts';
import type {RunId, TaskName} from '../vocabulary/ids.ts';
import type {MadeRecord} from '../vocabulary/journal-record.ts';

/** The parts of the context of a task that starts which places use. */
export interface PlaceContext {
  readonly task: TaskName;
  readonly run: RunFacts;
  /** The launch file and its folder, absolute. */
  readonly file: {readonly path: string; readonly dir: string};
  /** The whole environment of host commands: bottle's own, the file's, the task's. */
  readonly env: Readonly<Record<string, string>>;
  /** The result of {@link Place.pullAhead}, once that is over; `undefined` if there was none, or it failed. Never rejects. */
  ahead(): Promise<string | undefined>;
  /** Aborted to stop the task while it starts. */
  readonly signal: AbortSignal;
  /** Whether the task is being stopped, or the run: the teardown then looks at what is left of it. */
  isBeingStopped(): boolean;
  /** Notes in the journal, on disk before it settles, what is about to be made. */
  record(made: MadeRecord): Promise<void>;
  /** Records in the journal that it is gone, so that the teardown skips it. */
  forget(made: MadeRecord): Promise<void>;
  /** The task's output: its log on disk, its events, its last lines; secrets are masked on the way. */
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

/** The context of work that is done for a task while it waits for its needs. */
export type AheadContext = Pick<PlaceContext, 'task' | 'signal' | 'report'>;

/** Facts about the run. */
export interface RunFacts {
  readonly id: RunId;
  readonly name: string;
  /** The run's directory, mode 0700; it is deleted when the run ends. */
  readonly dir: string;
  /** Which state directory knows of the run (see state-id.ts). */
  readonly state: string;
}

/** Where a task's output goes. */
export interface TaskOutput {
  /** Takes a piece of output as it arrived and splits it into lines. The reader of the output waits until more is wanted. */
  write(stream: OutputStream, chunk: Uint8Array): Backpressure;
  /** Ends the output; an unfinished line counts as finished. Settles when all of it is in the log and has been reported. */
  end(): Promise<void>;
  /** The lines so far and to come. */
  readonly lines: OutputLines;
  /** The path of the log file. */
  readonly log: string;
}
