import type {SchemaViolation} from './schema-violation.ts';
import type {ParsedFile} from '../yaml/parsed-file.ts';

/**
 * Describes a value after "found …": ``the string `db` ``, ``the number `1` ``, `an empty list`, `nothing`. `source` is the
 * number as written in the file.
 */
export function describeValue(value: unknown, source = String(value)): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'string')
    return value === '' ? 'an empty string' : `the string \`${shortened(value)}\``;
  if (typeof value === 'number') return `the number \`${source}\``;
  if (typeof value === 'boolean') return `\`${value}\``;
  return Object.keys(value as object).length === 0 ? 'an empty map' : 'a map';
}

/** Describes a value whose type is clear from the expectation: as written. */
export function shown(parsed: ParsedFile, {path, value}: SchemaViolation): string {
  if (typeof value === 'number') return `\`${parsed.source(path)}\``;
  return typeof value === 'string' && value !== '' ? `\`${shortened(value)}\`` : describeValue(value);
}

/** The first line, up to 40 characters. */
function shortened(text: string): string {
  const [line = ''] = text.split('\n');
  const characters = Array.from(line);
  const isWhole = characters.length <= 40 && line.length === text.trimEnd().length;
  return isWhole ? line : `${characters.slice(0, 40).join('')}…`;
}
