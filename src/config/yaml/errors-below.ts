import type {SourceRange} from '../../vocabulary/diagnostic.ts';
import type {KeyPath, ParsedFile} from './parsed-file.ts';

/** A map of plain data. */
export type Plain = Readonly<Record<string, unknown>>;

/** Whether there is an error at or below a path. */
export type HasErrorBelow = (path: KeyPath, value: unknown) => boolean;

/**
 * Returns whether `errors` affect a part of the document. Each part is looked up, because an error under an anchor is reported
 * only at the anchor but affects every use.
 */
export function errorsBelow(parsed: ParsedFile, errors: readonly SourceRange[]): HasErrorBelow {
  if (errors.length === 0) return () => false;
  const startsOf = startsByFile(errors);
  // The contents of an anchor are a single value, whichever alias refers to it.
  const known = new Map<unknown, boolean>();
  return isBroken;

  function isBroken(path: KeyPath, value: unknown): boolean {
    return isHere(path) || isBrokenInside(path, value);
  }

  function isHere(path: KeyPath): boolean {
    return hasError(parsed.place(path, 'key')) || hasError(parsed.place(path, 'value'));
  }

  function isBrokenInside(path: KeyPath, value: unknown): boolean {
    if (typeof value !== 'object' || value === null) return false;
    const kept = known.get(value);
    if (kept !== undefined) return kept;
    const broken = children(value).some(([key, child]) => isBroken([...path, key], child));
    known.set(value, broken);
    return broken;
  }

  /** Whether an error begins in this range. */
  function hasError({file, start, end}: SourceRange): boolean {
    const starts = startsOf.get(file);
    if (!starts) return false;
    const next = starts[countBelow(starts, start)];
    return next !== undefined && next < Math.max(end, start + 1);
  }
}

function startsByFile(errors: readonly SourceRange[]): ReadonlyMap<string, Float64Array> {
  const byFile = new Map<string, number[]>();
  for (const {file, start} of errors) {
    const starts = byFile.get(file);
    if (starts) starts.push(start);
    else byFile.set(file, [start]);
  }
  return new Map([...byFile].map(([file, starts]) => [file, Float64Array.from(starts).sort()]));
}

export function isMap(value: unknown): value is Plain {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The entries of a list or map, with their index or key. */
export function children(value: unknown): readonly (readonly [string | number, unknown])[] {
  if (Array.isArray(value)) return [...value.entries()];
  return isMap(value) ? Object.entries(value) : [];
}

/** Calls `see` for each of the {@link children}. Avoids a list of them, since there may be thousands of tasks. */
export function eachChild(value: unknown, see: (key: string | number, child: unknown) => void): void {
  if (Array.isArray(value)) for (const [at, child] of value.entries()) see(at, child);
  else if (isMap(value)) for (const key of Object.keys(value)) see(key, value[key]);
}

/** The number of ascending numbers that are less than `limit`. */
function countBelow(ascending: Float64Array, limit: number): number {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ascending[middle] ?? 0) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
