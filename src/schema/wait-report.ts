import type {ListedTaskState} from './run-list.ts';

/**
 * The shape of `bottle wait --format json`. This file is its single source of truth: `npm run schema` generates
 * schema/wait.schema.json from it. Within one version, keys may be added, but none is renamed, removed or given another meaning.
 */
export interface WaitReport {
  /** The version of this format. */
  readonly version: 1;
  /** The id of the run. */
  readonly run: string;
  readonly name: string;
  /**
   * The outcome:
   * - `ready`: the run, or each of the tasks, is up.
   * - `failed`: a task of the run could not be started again, and the run continues without it.
   * - `ended`: the run, or the tasks, have ended.
   * - `dead`: the process of the run is gone without a teardown.
   * - `timeout`: neither, within the time given.
   */
  readonly outcome: 'ready' | 'failed' | 'ended' | 'dead' | 'timeout';
  /** The exit code of `bottle wait`. */
  readonly exitCode: number;
  /** The tasks that were waited for; all tasks of the run if none was named. */
  readonly tasks: readonly WaitedTask[];
}

/** A task that was waited for. */
export interface WaitedTask {
  readonly task: string;
  readonly state: ListedTaskState;
  /** Why it failed; `null` if it did not. */
  readonly failure: string | null;
}
