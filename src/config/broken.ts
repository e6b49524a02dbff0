import type {Place} from '../vocabulary/diagnostic.ts';
import type {KeyPath, ParsedFile} from './parsed-file.ts';

/** A map of plain data. */
export type Plain = Readonly<Record<string, unknown>>;

/**
 * Whether one of `errors` is at `path` or below. Looked up piece by piece, since an error in what an anchor holds is told
 * at the anchor only, and is one of each place that uses it.
 */
export function isBroken(
  parsed: ParsedFile,
  errors: readonly Place[],
  path: KeyPath,
  value: unknown,
): boolean {
  if (errors.length === 0) return false;
  const places = [parsed.place(path, 'key'), parsed.place(path, 'value')];
  const isHere = errors.some(error => places.some(place => holds(place, error)));
  return isHere || children(value).some(([key, child]) => isBroken(parsed, errors, [...path, key], child));
}

export function isMap(value: unknown): value is Plain {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What is in a list or a map, with the index or key. */
export function children(value: unknown): readonly (readonly [string | number, unknown])[] {
  if (Array.isArray(value)) return [...value.entries()];
  return isMap(value) ? Object.entries(value) : [];
}

function holds({start, end}: Place, inner: Place): boolean {
  return start <= inner.start && inner.start < Math.max(end, start + 1);
}
