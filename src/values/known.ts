import type {Missing, Unknown} from './expression.ts';

/** A value of a file that was checked: a variable that it requires is set, since loading the file has ruled out others. */
export function known(value: string | Unknown | Missing): string | Unknown {
  if (typeof value === 'string' || 'unknown' in value) return value;
  throw new Error(`a required variable that was not checked: ${value.reference.path.join('.')}`);
}
