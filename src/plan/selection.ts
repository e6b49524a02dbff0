import type {Task} from '../model/launch-file.ts';
import type {Diagnostic} from '../vocabulary/diagnostic.ts';
import type {TaskName} from '../vocabulary/ids.ts';

/** Which part of a launch file is wanted, in the caller's words. Nothing of it means all of the file. */
export interface SelectionRequest {
  /** Names of tasks; their dependencies are selected too. */
  readonly tasks?: readonly string[];
  /** Tasks by tag, likewise. */
  readonly tags?: readonly string[];
  /** The task whose end ends the run. Default: the file's `until`, if it is selected. */
  readonly until?: string;
  /** The task whose exit code bottle returns. If it is a oneshot and nothing else is set to end the run, its end does. */
  readonly exitCodeFrom?: string;
  /** A single task without its dependencies. */
  readonly only?: string;
  /** Outputs supplied for the needs of that task: `bundle.ports.8888=127.0.0.1:9000`. */
  readonly given?: readonly string[];
}

/** The tasks to run. */
export interface Selection {
  /** In file order. */
  readonly tasks: ReadonlyMap<TaskName, Task>;
  readonly until: TaskName | undefined;
  /** Whether a single task is selected without its dependencies. Default: `false`. */
  readonly isAlone?: boolean;
  /** The task whose exit code is bottle's. */
  readonly exitCodeFrom: TaskName | undefined;
  /** Outputs that are there from the start. */
  readonly given: ReadonlyMap<TaskName, Readonly<Record<string, string>>>;
}

export type SelectionResult = {readonly selection: Selection} | {readonly diagnostics: readonly Diagnostic[]};
