import type {ListedTaskState} from './run-list.ts';

/**
 * The shape of the output of `bottle stop`, `bottle start` and `bottle restart` with `--format json`. This file is its single
 * source of truth: `npm run schema` generates schema/request.schema.json from it. Within a version, keys may be added, but
 * existing keys are never renamed, removed or redefined.
 */
export interface RequestReport {
  /** The version of this format. */
  readonly version: 1;
  /** The id of the run. */
  readonly run: string;
  readonly name: string;
  /** Whether all tasks reached the requested state: stopped, or up or done. */
  readonly succeeded: boolean;
  /** The tasks affected by the request, after they have settled, in file order. */
  readonly tasks: readonly RequestedTask[];
}

/** A task that was stopped or started. */
export interface RequestedTask {
  readonly task: string;
  readonly state: ListedTaskState;
  /** Why the task failed; `null` if it did not. */
  readonly failure: string | null;
}
