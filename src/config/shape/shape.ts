import type {Diagnostic} from '../../vocabulary/diagnostic.ts';
import type {ParsedFile} from '../yaml/parsed-file.ts';
import {hasValidShape} from './has-valid-shape.ts';
import {shapeErrors} from './shape-errors.ts';

/**
 * Errors in the shape of the file (keys, types and the form of values), one diagnostic each, in file order. Without errors,
 * `parsed.value` is a `LaunchFileSource`.
 */
export function checkShape(parsed: ParsedFile): readonly Diagnostic[] {
  // Most files are valid, and the validator that reports errors takes several milliseconds to load.
  const isValid = parsed.hasValidShape ?? hasValidShape(parsed.value);
  return isValid ? [] : shapeErrors(parsed);
}
