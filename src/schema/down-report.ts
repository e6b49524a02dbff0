/**
 * The shape of `bottle down --format json`. This file is its single source of truth: `npm run schema` generates
 * schema/down.schema.json from it. Within one version, keys may be added, but none is renamed, removed or given another meaning.
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
  /** Its name in Docker. */
  readonly name: string;
  /** Why it could not be deleted; `null` if it was. */
  readonly problem: string | null;
  /** The command that deletes it. */
  readonly command: string;
}

/** A run that was stopped or cleaned up. */
export interface EndedRun {
  /** Its id. */
  readonly run: string;
  readonly name: string;
  /**
   * The outcome:
   * - `stopped`: it was up, and has ended.
   * - `recovered`: it was dead, and its leftovers were removed.
   * - `kept`: it was dead, and only a newer bottle can clean up.
   * - `failed`: it could not be stopped, for the reason in `problem`.
   */
  readonly outcome: 'stopped' | 'recovered' | 'kept' | 'failed';
  /** Things that could not be stopped or removed. */
  readonly leftovers: readonly ReportedLeftover[];
  /** Why it could not be stopped; `null` if it was. */
  readonly problem: string | null;
}

/** Something that could not be stopped or removed. */
export interface ReportedLeftover {
  readonly what: string;
  /** Why it could not be. */
  readonly why: string;
  /** The command that removes it. */
  readonly command: string;
}
