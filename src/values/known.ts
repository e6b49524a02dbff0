import type {Missing, Unknown} from './expression.ts';

/** A value without missing variables. Loading the file has already reported required variables that are missing. */
export function known(value: string | Unknown | Missing): string | Unknown {
  if (typeof value === 'string' || 'unknown' in value) return value;
  throw new Error(`unchecked required variable: ${value.reference.path.join('.')}`);
}
