import isValid from '../../../generated/is-valid.generated.mjs';

/** Whether a value is a `LaunchFileSource`. A module of its own, since the validator is large, and not needed for known files. */
export function hasValidShape(value: unknown): boolean {
  return isValid(value);
}
