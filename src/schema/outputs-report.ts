/**
 * The shape of `bottle outputs --format json`. This file is its single source of truth: `npm run schema` generates
 * schema/outputs.schema.json from it. Within one version, keys may be added, but none is renamed, removed or given another meaning.
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
  /** The values by name, without those that are left out. */
  readonly values: Readonly<Record<string, string>>;
  /** The names of those that are left out, since they are secret or contain a secret; `--reveal` shows them. */
  readonly masked: readonly string[];
}
