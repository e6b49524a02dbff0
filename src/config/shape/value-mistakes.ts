import {errorDiagnostic, type Diagnostic} from '../../vocabulary/diagnostic.ts';
import {closest} from '../../vocabulary/suggest.ts';
import {describeValue, shown} from './describe-value.ts';
import {listed} from '../../vocabulary/listed.ts';
import type {SchemaViolation} from './schema-violation.ts';
import {missingUnit} from './missing-unit.ts';
import type {KeyPath, ParsedFile} from '../yaml/parsed-file.ts';
import {wrongType} from './wrong-type.ts';

/** Reports values of the wrong type or form. If there are several complaints about a value, reports the most specific one. */
export function valueMistakes(
  parsed: ParsedFile,
  complaints: readonly SchemaViolation[],
): readonly Diagnostic[] {
  const mostTelling = new Map<string, SchemaViolation>();
  const rank = ({keyword}: SchemaViolation) => ranked.indexOf(keyword);
  for (const complaint of complaints) {
    if (rank(complaint) === -1) continue;
    const key = JSON.stringify([complaint.path, complaint.name ?? null]);
    const other = mostTelling.get(key);
    if (!other || rank(complaint) < rank(other)) mostTelling.set(key, complaint);
  }
  return [...mostTelling.values()].map(complaint => mistake(parsed, complaint));
}

/** The possible problems of a value, the most specific first. */
const ranked = ['enum', 'const', 'type', 'pattern', 'multipleOf', 'minimum', 'maximum', 'minItems'];

function mistake(parsed: ParsedFile, complaint: SchemaViolation): Diagnostic {
  if (complaint.name !== undefined) return badName(parsed, complaint, complaint.name);
  const {message, suggestion} = describeMistake(parsed, complaint);
  return errorDiagnostic({
    message,
    place: parsed.place(complaint.path, 'value'),
    ...(suggestion !== undefined && {suggestion}),
  });
}

function describeMistake(
  parsed: ParsedFile,
  complaint: SchemaViolation,
): {message: string; suggestion?: string | undefined} {
  const {keyword, params, rule, value} = complaint;
  const limit = String(params.limit);
  switch (keyword) {
    case 'type':
      return wrongType(parsed, complaint);
    case 'enum':
      return notOneOf(rule as readonly string[], value);
    case 'const':
      return {
        message: `expected \`${String(rule)}\`, found ${describeValue(value)}`,
        suggestion: typeof value === 'string' ? closest(value, [String(rule)]) : undefined,
      };
    case 'multipleOf':
      return {message: `expected a whole number, found ${shown(parsed, complaint)}`};
    case 'minimum':
      return {message: `expected at least ${limit}, found ${shown(parsed, complaint)}`};
    case 'maximum':
      return {message: `expected at most ${limit}, found ${shown(parsed, complaint)}`};
    case 'minItems':
      return {
        message: `expected at least ${limit === '1' ? '1 item' : `${limit} items`}, found ${describeValue(value)}`,
      };
    case 'pattern': {
      const duration = missingUnit(complaint);
      const suggestion = duration === undefined ? {} : {suggestion: duration};
      const next = duration === undefined ? '' : `, did you mean \`${duration}\`?`;
      const expected = complaint.schema.patternErrorMessage ?? `expected ${String(rule)}`;
      return {message: `${expected}, found ${shown(parsed, complaint)}${next}`, ...suggestion};
    }
    default:
      return {
        message: `${complaint.schema.patternErrorMessage ?? `expected ${String(rule)}`}, found ${shown(parsed, complaint)}`,
      };
  }
}

function notOneOf(
  allowed: readonly string[],
  value: unknown,
): {message: string; suggestion?: string | undefined} {
  const suggestion = typeof value === 'string' ? closest(value, allowed) : undefined;
  const next = suggestion === undefined ? '' : `, did you mean \`${suggestion}\`?`;
  return {message: `expected ${listed(allowed, 'or')}, found ${describeValue(value)}${next}`, suggestion};
}

function badName(parsed: ParsedFile, {path, schema}: SchemaViolation, name: string): Diagnostic {
  const at: KeyPath = [...path, name];
  const message = `${schema.patternErrorMessage ?? 'expected another name'}, found \`${name}\``;
  return errorDiagnostic({message, place: parsed.place(at, 'key')});
}
