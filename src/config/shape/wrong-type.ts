import {describeValue, shown} from './describe-value.ts';
import {enumerated} from '../../vocabulary/listed.ts';
import {foreignForm, foreignPlace} from './foreign-forms.ts';
import {missingUnit} from './missing-unit.ts';
import type {SchemaViolation, SchemaPart} from './schema-violation.ts';
import type {ParsedFile} from '../yaml/parsed-file.ts';

/** The message for a value of the wrong type, and a replacement if it is obvious. */
export function wrongType(
  parsed: ParsedFile,
  complaint: SchemaViolation,
): {message: string; suggestion?: string | undefined} {
  const {schema, value, rule} = complaint;
  if (schema.patternErrorMessage !== undefined) {
    const duration = missingUnit(complaint);
    const meant = duration === undefined ? '' : `, did you mean \`${duration}\`?`;
    const message = `${schema.patternErrorMessage}, found ${shown(parsed, complaint)}${meant}`;
    return {message, suggestion: duration};
  }
  const types = [rule].flat() as readonly string[];
  const expected =
    schema.errorMessage ??
    `expected ${enumerated(
      types.flatMap(type => names[type] ?? type),
      'or',
    )}`;
  const suggestion = foreignForm(complaint) ?? instead(parsed, complaint, types);
  const replacement = suggestion ?? (value === null && isOptional(types, schema) ? '{}' : undefined);
  const next = replacement === undefined ? foreignPlace(complaint) : `write \`${replacement}\``;
  const message = `${expected}, found ${describeValue(value, parsed.source(complaint.path))}`;
  return {message: next === undefined ? message : `${message}; ${next}`, suggestion};
}

/**
 * Whether a map without required keys is expected. The message mentions `{}`, but it is not a suggestion, since there is no value
 * to replace.
 */
function isOptional([type]: readonly string[], schema: SchemaPart): boolean {
  return type === 'object' && schema.additionalProperties === false && schema.allOf === undefined;
}

const names: Readonly<Record<string, string | readonly string[]>> = {
  string: 'a string',
  number: 'a number',
  integer: 'a whole number',
  boolean: ['`true`', '`false`'],
  array: 'a list',
  object: 'a map',
};

function instead(
  parsed: ParsedFile,
  complaint: SchemaViolation,
  types: readonly string[],
): string | undefined {
  const [only, ...others] = types;
  // If a string is one of several allowed types, a number probably means a string: in `needs: [1]`, the name of a task.
  const isName = typeof complaint.value === 'number' && types.includes('string') && types.includes('object');
  const type = isName ? 'string' : others.length === 0 ? only : undefined;
  return type === undefined ? undefined : replacements[type]?.(complaint, parsed);
}

/** The likely intended value, by expected type. */
const replacements: Readonly<
  Record<string, (complaint: SchemaViolation, parsed: ParsedFile) => string | undefined>
> = {
  array: ({value, schema}) => asList(value, [schema.items?.type ?? 'string'].flat()),
  string: ({value, path}, parsed) => (isBare(value) ? `"${parsed.source(path)}"` : undefined),
  boolean: ({value}) => booleans[String(value)],
  integer: ({value}) => (typeof value === 'string' && /^\d+$/.test(value) ? value : undefined),
};

function isBare(value: unknown): boolean {
  return typeof value === 'number' || typeof value === 'boolean';
}

/** Booleans in other formats. */
const booleans: Readonly<Record<string, string>> = {
  yes: 'true',
  on: 'true',
  true: 'true',
  no: 'false',
  off: 'false',
  false: 'false',
};

/** A list with the string as its only item, quoted if necessary. */
function asList(value: unknown, itemTypes: readonly string[]): string | undefined {
  if (typeof value !== 'string' || !itemTypes.includes('string') || value.includes('\n')) return undefined;
  return /^[\w./*-]*[\w./-]$/.test(value) && !/^[*-]/.test(value)
    ? `[${value}]`
    : `[${JSON.stringify(value)}]`;
}
