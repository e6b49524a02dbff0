import type {PartialFile} from '../config/analysis/partial-file.ts';
import type {LaunchFile} from '../model/launch-file.ts';
import {toPartialFile} from '../config/parse-partial.ts';
import {check, type CheckOptions} from '../lint/check.ts';
import type {Diagnostic} from '../vocabulary/diagnostic.ts';

/** What `bottle check` takes, the variables of the command line aside. */
export type ModelOptions = Omit<CheckOptions, 'vars'>;

/** A text in an editor, and all that is known of it: as `bottle check` knows it. */
export interface Model {
  /** Absolute. */
  readonly path: string;
  readonly text: string;
  readonly options: ModelOptions;
  /** What `bottle check` tells. */
  readonly diagnostics: readonly Diagnostic[];
  /** As much as could be read; absent for a text that is no map of anything. */
  readonly partial?: PartialFile;
  /** The whole, where there is no error. */
  readonly launch?: LaunchFile;
}

/** @param path absolute */
export function model(path: string, text: string, options: ModelOptions): Model {
  const checked = check(path, text, {...options, vars: {}});
  const partial = checked.partial ?? toPartialFile(checked.readable, options);
  return {path, text, options, ...checked, ...(partial && {partial})};
}
