/**
 * The shape of a line of `bottle up -d --copies N --format json`: a copy that is ready or has failed. This file is its single
 * source of truth: `npm run schema` generates schema/copy.schema.json from it. Within a version, keys may be added, but existing
 * keys are never renamed, removed or redefined.
 */
export interface CopyReport {
  /** The version of this format. */
  readonly version: 1;
  /** The number of the copy, from 1. */
  readonly copy: number;
  /** The name of the copy's run. */
  readonly name: string;
  /** The id of the copy's run; `null` if there is none. */
  readonly run: string | null;
  /**
   * The outcome:
   * - `ready`: this command started the copy, and it is ready.
   * - `up`: the copy was already up.
   * - `ended`: the copy ended successfully.
   * - `stopped`: a signal to this command stopped the copy.
   * - `failed`: the copy could not be started, or failed, for the reason in `problem`.
   */
  readonly outcome: 'ready' | 'up' | 'ended' | 'stopped' | 'failed';
  /** The exit code that the command would return for this copy alone. */
  readonly exitCode: number;
  /** How long the command took for this copy, in milliseconds. */
  readonly tookMs: number;
  /** The URLs of the copy's tasks. */
  readonly urls: readonly string[];
  /** Failures and warnings as text; `null` if there are none. */
  readonly problem: string | null;
}
