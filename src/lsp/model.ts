import type {PartialFile} from '../config/analysis/partial-file.ts';
import type {LaunchFile} from '../model/launch-file.ts';
import {toPartialFile} from '../config/parse-partial.ts';
import {check, type CheckOptions} from '../lint/check.ts';
import type {Diagnostic} from '../vocabulary/diagnostic.ts';

/** The inputs of `bottle check`, except variables from the command line. */
export type ModelOptions = Omit<CheckOptions, 'vars'>;

/** The text of a document with the results of `bottle check`. */
export interface Model {
  /** Absolute path. */
  readonly path: string;
  readonly text: string;
  readonly options: ModelOptions;
  /** The diagnostics of `bottle check`. */
  readonly diagnostics: readonly Diagnostic[];
  /** The readable parts; absent if the text is not a map. */
  readonly partial?: PartialFile;
  /** The complete file, if it has no errors. */
  readonly launch?: LaunchFile;
}

/** @param path absolute */
export function model(path: string, text: string, options: ModelOptions): Model {
  const checked = check(path, text, {...options, vars: {}});
  const partial = checked.partial ?? toPartialFile(checked.readable, options);
  return {path, text, options, ...checked, ...(partial && {partial})};
}
