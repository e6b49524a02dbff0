/**
 * The shape of `bottle open --format json`. This file is its single source of truth: `npm run schema` generates
 * schema/open.schema.json from it. Within a version, keys may be added, but existing keys are never renamed, removed or redefined.
 */
export interface OpenReport {
  /** The version of this format. */
  readonly version: 1;
  /** The id of the run. */
  readonly run: string;
  readonly name: string;
  readonly task: string;
  readonly url: string;
  /** Whether the URL was opened in a browser. */
  readonly opened: boolean;
}
