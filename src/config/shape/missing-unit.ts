import type {SchemaViolation} from './schema-violation.ts';

/** The duration that a bare number probably means: seconds, as in most other formats. */
export function missingUnit({schema, value}: SchemaViolation): string | undefined {
  if (schema.patternErrorMessage?.startsWith('expected a duration') !== true) return undefined;
  const isNumber = typeof value === 'number' || (typeof value === 'string' && /^\d+(?:\.\d+)?$/.test(value));
  return isNumber && Number(value) >= 0 ? `${value}s` : undefined;
}
