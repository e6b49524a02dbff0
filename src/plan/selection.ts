import type {Task} from '../model/launch-file.ts';
import type {Diagnostic} from '../vocabulary/diagnostic.ts';
import type {TaskName} from '../vocabulary/ids.ts';

/** A request to select tasks of a launch file, as given by the caller. An empty request selects all tasks. */
export interface SelectionRequest {
  /** Names of tasks; their dependencies are selected too. */
  readonly tasks?: readonly string[];
  /** Tags of tasks to select, with their dependencies. */
  readonly tags?: readonly string[];
  /** The task whose end ends the run. Default: the file's `until`, if it is selected. */
  readonly until?: string;
  /**
   * The task whose exit code bottle returns. If it is a oneshot task and nothing else is set to end the run, its end also ends
   * the run.
   */
  readonly exitCodeFrom?: string;
  /** A single task without its dependencies. */
  readonly only?: string;
  /** Outputs supplied in place of that task's needs: `bundle.ports.8888=127.0.0.1:9000`. */
  readonly given?: readonly string[];
}

/** The tasks to run. */
export interface Selection {
  /** In file order. */
  readonly tasks: ReadonlyMap<TaskName, Task>;
  readonly until: TaskName | undefined;
  /** Whether a single task is selected without its dependencies. Default: `false`. */
  readonly isAlone?: boolean;
  /** The task whose exit code bottle returns. */
  readonly exitCodeFrom: TaskName | undefined;
  /** Outputs supplied by the caller. */
  readonly given: ReadonlyMap<TaskName, Readonly<Record<string, string>>>;
}

export type SelectionResult = {readonly selection: Selection} | {readonly diagnostics: readonly Diagnostic[]};
