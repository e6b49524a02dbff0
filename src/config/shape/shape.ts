import type {Diagnostic} from '../../vocabulary/diagnostic.ts';
import type {ParsedFile} from '../yaml/parsed-file.ts';
import {shapeErrors} from './shape-errors.ts';
import isValid from '../../../generated/is-valid.generated.mjs';

/**
 * Errors in the shape of the file (keys, types and the form of values), one diagnostic each, in file order. Without errors,
 * `parsed.value` is a `LaunchFileSource`.
 */
export function checkShape(parsed: ParsedFile): readonly Diagnostic[] {
  // Most files are valid, and the validator that reports errors takes several milliseconds to load.
  return isValid(parsed.value) ? [] : shapeErrors(parsed);
}
