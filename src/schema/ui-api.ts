import type {ListedRun} from './run-list.ts';

/*
 * The lines of the streams of `bottle ui`'s API (docs/ui.md). Within a version of the API, keys and types of lines may be added,
 * but existing ones are never renamed, removed or redefined; readers should ignore unknown ones.
 */

/** The version of the API. */
export const API_VERSION = 1;

/** A run in the stream of all runs: the data of `bottle ps`, with counts instead of the tasks. */
export interface RunSummary extends Omit<ListedRun, 'tasks'> {
  /** The id of the run, same as `run`. */
  readonly id: string;
  /** The number of failed tasks. */
  readonly failed: number;
  /** The number of tasks. */
  readonly total: number;
  /** When the run ended, in UTC; `null` if it has not ended, or its process died. */
  readonly endedAt: string | null;
  /** The first failure of the run, in one line. */
  readonly failure: string | null;
}

/** A line of the stream of all runs. */
export type RunsLine =
  /** The first line: all runs, the oldest first. */
  | {readonly type: 'runs'; readonly runs: readonly RunSummary[]}
  /** A new or changed run. */
  | {readonly type: 'run'; readonly run: RunSummary}
  /** A run that was deleted. */
  | {readonly type: 'run-gone'; readonly id: string};

/** A line of a stream of events or logs that is not an event. */
export type StreamLine =
  /** Everything on disk has been sent; the lines that follow are new. */
  | {readonly type: 'caught-up'}
  /** The last line. `gone`: the run was deleted. */
  | {readonly type: 'over'; readonly state: 'ended' | 'dead' | 'gone'}
  /** The last line of a stream that fails. */
  | {readonly type: 'error'; readonly error: {readonly code: string; readonly message: string}};
