import type {Range} from '../config/yaml/node-at.ts';
import type {Diagnostic, SourceRange} from '../vocabulary/diagnostic.ts';

/** A change that fixes a problem. */
export interface Fix {
  readonly diagnostic: Diagnostic;
  readonly place: SourceRange;
  readonly text: string;
}

/** The fixes for problems that overlap a range. */
export function fixesIn(diagnostics: readonly Diagnostic[], {start, end}: Range): readonly Fix[] {
  return diagnostics.flatMap(diagnostic => {
    const {place, suggestion} = diagnostic;
    const isTouched = place !== undefined && place.start <= end && start <= place.end;
    return isTouched && suggestion !== undefined ? [{diagnostic, place, text: suggestion}] : [];
  });
}
