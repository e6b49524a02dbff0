import {withoutRepeated, type Diagnostic} from '../../vocabulary/diagnostic.ts';
import {keyMistakes} from './key-mistakes.ts';
import type {ParsedFile} from '../yaml/parsed-file.ts';
import {toViolation} from './schema-violation.ts';
import {onceForEachAnchor} from './shared-values.ts';
import {valueMistakes} from './value-mistakes.ts';
import validate from '../../../generated/validator.generated.mjs';

/** Shape errors of an invalid file, one diagnostic each, in file order. */
export function shapeErrors(parsed: ParsedFile): readonly Diagnostic[] {
  if (validate(parsed.value)) return [];
  const complaints = onceForEachAnchor(parsed.value, validate.errors ?? []).map(error =>
    toViolation(parsed.value, error),
  );
  const diagnostics = [...keyMistakes(parsed, complaints), ...valueMistakes(parsed, complaints)];
  return unique(diagnostics).toSorted((a, b) => (a.place?.start ?? 0) - (b.place?.start ?? 0));
}

/** An error under an anchor is reported once, for the first use. */
function unique(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  // The messages differ only in the name of the task.
  return withoutRepeated(diagnostics, ({message}) => message.replaceAll(/task `[^`]*`/g, 'task'));
}
