import type {ListedTaskState} from './run-list.ts';

/**
 * The shape of `--format json` of `bottle stop`, `bottle start` and `bottle restart`. This file is its single source of truth: `npm run
 * schema` generates schema/request.schema.json from it. Within one version, keys may be added, but none is renamed, removed or given
 * another meaning.
 */
export interface RequestReport {
  /** The version of this format. */
  readonly version: 1;
  /** The id of the run. */
  readonly run: string;
  readonly name: string;
  /** Whether all tasks are as requested: stopped, or up or done. */
  readonly succeeded: boolean;
  /** The tasks that the request concerned, once they have settled, in file order. */
  readonly tasks: readonly RequestedTask[];
}

/** A task that was stopped or started. */
export interface RequestedTask {
  readonly task: string;
  readonly state: ListedTaskState;
  /** Why it failed; `null` if it did not. */
  readonly failure: string | null;
}
