import type {ListedRun} from './run-list.ts';

/*
 * The lines of the streams of `bottle ui`'s API (docs/ui.md). Within one version of the API, keys and types of lines may be added, but
 * none is renamed, removed or given another meaning; readers should ignore those that they do not know.
 */

/** The version of the API. */
export const API_VERSION = 1;

/** A run in the stream of all runs: what `bottle ps` lists, with counts in place of its tasks. */
export interface RunSummary extends Omit<ListedRun, 'tasks'> {
  /** Its id, as `run`. */
  readonly id: string;
  /** How many of its tasks have failed. */
  readonly failed: number;
  /** How many tasks it has. */
  readonly total: number;
  /** When it ended, in UTC; `null` if it has not, or its process died. */
  readonly endedAt: string | null;
  /** Why it failed: its first failure, in one line. */
  readonly failure: string | null;
}

/** A line of the stream of all runs. */
export type RunsLine =
  /** The first line: all runs, the oldest first. */
  | {readonly type: 'runs'; readonly runs: readonly RunSummary[]}
  /** A run that is new, or has changed. */
  | {readonly type: 'run'; readonly run: RunSummary}
  /** A run that was deleted. */
  | {readonly type: 'run-gone'; readonly id: string};

/** A line of a stream of events or logs that is no event. */
export type StreamLine =
  /** All that was on disk has been sent; what follows is new. */
  | {readonly type: 'caught-up'}
  /** The last line. `gone`: the run was deleted. */
  | {readonly type: 'over'; readonly state: 'ended' | 'dead' | 'gone'}
  /** The last line, in place of the others, if the stream cannot go on. */
  | {readonly type: 'error'; readonly error: {readonly code: string; readonly message: string}};
