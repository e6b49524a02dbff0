import type {Diagnostic} from '../vocabulary/diagnostic.ts';
import type {ErrorRule} from './error-rules.ts';

/** The first {@link MAX_ERRORS}, and one that stands for the others: nobody reads more, and editors become slow. */
export function limitErrors(errors: readonly Diagnostic[]): readonly Diagnostic[] {
  const count = errors.length - MAX_ERRORS;
  if (count <= 0) return errors;
  const rule: ErrorRule = 'more-errors';
  const message = `${count.toLocaleString('en')} more ${count === 1 ? 'error is' : 'errors are'} not shown`;
  return [...errors.slice(0, MAX_ERRORS), {severity: 'error', rule, message, count}];
}

const MAX_ERRORS = 100;
