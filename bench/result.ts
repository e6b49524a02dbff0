/** The table of a benchmark, with the samples that it is made of. */
export interface Result {
  readonly title: string;
  readonly notes: readonly string[];
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
  /** Programs that were not found. */
  readonly skipped?: readonly string[];
  readonly samples: Readonly<Record<string, unknown>>;
}
