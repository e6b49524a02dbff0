/**
 * The shape of `bottle down --format json`. This file is its single source of truth: `npm run schema` generates
 * schema/down.schema.json from it. Within a version, keys may be added, but existing keys are never renamed, removed or redefined.
 */
export interface DownReport {
  /** The version of this format. */
  readonly version: 1;
  /** The runs that were stopped or cleaned up. */
  readonly runs: readonly EndedRun[];
  /** With `--volumes`: the kept volumes that were deleted, or could not be. */
  readonly volumes?: readonly DeletedVolume[];
}

/** A kept volume that was deleted, or could not be. */
export interface DeletedVolume {
  /** The name of the volume in Docker. */
  readonly name: string;
  /** Why the volume could not be deleted; `null` if it was. */
  readonly problem: string | null;
  /** The command that deletes the volume. */
  readonly command: string;
}

/** A run that was stopped or cleaned up. */
export interface EndedRun {
  /** The id of the run. */
  readonly run: string;
  readonly name: string;
  /**
   * The outcome:
   * - `stopped`: the run was up, and has ended.
   * - `recovered`: the run was dead, and its leftovers were removed.
   * - `kept`: the run was dead, and only a newer bottle can clean up.
   * - `failed`: the run could not be stopped, for the reason in `problem`.
   */
  readonly outcome: 'stopped' | 'recovered' | 'kept' | 'failed';
  /** Things that could not be stopped or removed. */
  readonly leftovers: readonly ReportedLeftover[];
  /** Why the run could not be stopped; `null` if it was. */
  readonly problem: string | null;
}

/** Something that could not be stopped or removed. */
export interface ReportedLeftover {
  readonly what: string;
  /** Why this could not be stopped or removed. */
  readonly why: string;
  /** The command that removes it. */
  readonly command: string;
}
