/**
 * The shape of `bottle outputs --format json`. This file is its single source of truth: `npm run schema` generates
 * schema/outputs.schema.json from it. Within a version, keys may be added, but existing keys are never renamed, removed or redefined.
 */
export interface OutputsReport {
  /** The version of this format. */
  readonly version: 1;
  /** The id of the run. */
  readonly run: string;
  readonly name: string;
  /** The outputs by task. */
  readonly tasks: Readonly<Record<string, ReportedOutputs>>;
}

/** The outputs of a task. */
export interface ReportedOutputs {
  /** The values by name, except those in `masked`. */
  readonly values: Readonly<Record<string, string>>;
  /** The names of outputs that are secret or contain a secret; `--reveal` shows their values. */
  readonly masked: readonly string[];
}
