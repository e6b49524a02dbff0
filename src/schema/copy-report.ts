/**
 * The shape of a line of `bottle up -d --copies N --format json`: a copy that is ready, or will not be. This file is its single source
 * of truth: `npm run schema` generates schema/copy.schema.json from it. Within one version, keys may be added, but none is renamed,
 * removed or given another meaning.
 */
export interface CopyReport {
  /** The version of this format. */
  readonly version: 1;
  /** The number of the copy, from 1. */
  readonly copy: number;
  /** The name of its run. */
  readonly name: string;
  /** The id of its run; `null` if there is none. */
  readonly run: string | null;
  /**
   * The outcome:
   * - `ready`: this call has started it, and it is ready.
   * - `up`: it was up before.
   * - `ended`: it has ended with success.
   * - `stopped`: a signal to the call has stopped it.
   * - `failed`: it could not be started, or has failed, for the reason in `problem`.
   */
  readonly outcome: 'ready' | 'up' | 'ended' | 'stopped' | 'failed';
  /** The exit code of the call for a run of its own. */
  readonly exitCode: number;
  /** The time that the call took for it, in milliseconds. */
  readonly tookMs: number;
  /** The URLs of its tasks. */
  readonly urls: readonly string[];
  /** Failures and warnings, for people; `null` if there are none. */
  readonly problem: string | null;
}
