import {countOf, errorDiagnostic, warningDiagnostic, type Diagnostic} from '../vocabulary/diagnostic.ts';
import type {ErrorRule} from './error-rules.ts';

/** The first {@link MAX_ERRORS} errors, and one that counts the rest. More errors are not useful and slow down editors. */
export function limitErrors(errors: readonly Diagnostic[]): readonly Diagnostic[] {
  const rule: ErrorRule = 'more-errors';
  return limit(errors, MAX_ERRORS, rest => errorDiagnostic({rule, ...rest}));
}

/** Like {@link limitErrors}, for warnings. More of them are shown, since they are not usually fixed one by one. */
export function limitWarnings(warnings: readonly Diagnostic[]): readonly Diagnostic[] {
  return limit(warnings, MAX_WARNINGS, rest => warningDiagnostic({rule: MORE_WARNINGS, ...rest}));
}

/** The maximum number of errors that are shown. */
export const MAX_ERRORS = 100;

const MAX_WARNINGS = 1000;

const MORE_WARNINGS = 'more-warnings';

function limit(
  diagnostics: readonly Diagnostic[],
  max: number,
  make: (rest: Pick<Diagnostic, 'message' | 'count'>) => Diagnostic,
): readonly Diagnostic[] {
  if (diagnostics.length <= max) return diagnostics;
  const {severity} = make({message: ''});
  const count = countOf(diagnostics.slice(max), severity);
  const are = count === 1 ? `${severity} is` : `${severity}s are`;
  return [
    ...diagnostics.slice(0, max),
    make({message: `${count.toLocaleString('en')} more ${are} not shown`, count}),
  ];
}
