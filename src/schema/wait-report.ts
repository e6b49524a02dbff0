import type {ListedTaskState} from './run-list.ts';

/**
 * The shape of `bottle wait --format json`. This file is its single source of truth: `npm run schema` generates
 * schema/wait.schema.json from it. Within a version, keys may be added, but existing keys are never renamed, removed or redefined.
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
   * - `failed`: a task of the run could not be restarted, and the run continues without it.
   * - `ended`: the run, or the tasks, have ended.
   * - `dead`: the process of the run ended without a teardown.
   * - `timeout`: none of these happened within the time limit.
   */
  readonly outcome: 'ready' | 'failed' | 'ended' | 'dead' | 'timeout';
  /** The exit code of `bottle wait`. */
  readonly exitCode: number;
  /** The tasks that were waited for; all tasks of the run by default. */
  readonly tasks: readonly WaitedTask[];
}

/** A task that was waited for. */
export interface WaitedTask {
  readonly task: string;
  readonly state: ListedTaskState;
  /** Why the task failed; `null` if it did not. */
  readonly failure: string | null;
}
