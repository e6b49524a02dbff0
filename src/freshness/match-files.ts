import {lstatSync} from 'node:fs';
import {resolve} from 'node:path';

/** The files matched by patterns. */
export interface Matches {
  /** Sorted, relative to the folder. */
  readonly files: readonly string[];
  /** Patterns that match no file, except `!…`. */
  readonly unmatched: readonly string[];
}

/**
 * Finds the files under `cwd` that match `patterns`.
 *
 * - A folder means all files in it. `!…` excludes files. Links are followed.
 * - A pattern that is the path of an existing file is taken literally, so `app/(shop)/[id].tsx` needs no escapes.
 * - `*` also matches names that begin with a dot, because a stale result due to a missed `.env` is worse than an unnecessary build.
 * - Internal folders of tools ({@link SKIPPED}) are skipped, unless a pattern names them.
 */
export async function matchFiles(
  cwd: string,
  patterns: readonly string[],
  signal?: AbortSignal,
): Promise<Matches> {
  const {glob, escapePath} = await import('tinyglobby');
  const {searches, ignore} = globSearches(cwd, patterns, escapePath);
  const found = await Promise.all(
    searches.map(async ({pattern, glob: text}) => ({
      pattern,
      files: await glob(text, {cwd, dot: true, ignore, ...(signal && {signal})}),
    })),
  );
  signal?.throwIfAborted();
  return {
    files: [...new Set(found.flatMap(({files}) => files))].sort(),
    unmatched: found.filter(({files}) => files.length === 0).map(({pattern}) => pattern),
  };
}

/** Patterns converted to glob searches. */
export interface GlobSearches {
  /** One search for each pattern that includes files. */
  readonly searches: readonly {readonly pattern: string; readonly glob: string}[];
  /** Globs of files to ignore. */
  readonly ignore: readonly string[];
}

/** Converts patterns of a launch file to globs. See {@link matchFiles} for the rules. */
export function globSearches(
  cwd: string,
  patterns: readonly string[],
  escapePath: (path: string) => string,
): GlobSearches {
  const [excluded, included] = partition(patterns, pattern => pattern.startsWith('!'));
  const wanted = new Set(included.flatMap(pattern => pattern.split('/')));
  return {
    searches: included.map(pattern => ({pattern, glob: literalStart(cwd, pattern, escapePath)})),
    ignore: [
      ...SKIPPED.filter(folder => !wanted.has(folder)).map(folder => `**/${folder}/**`),
      ...excluded.map(pattern => literalStart(cwd, pattern.slice(1), escapePath)),
    ],
  };
}

const SKIPPED = ['.git', '.hg', '.svn', 'node_modules'];

/** Escapes the leading path segments of a pattern that exist. */
function literalStart(cwd: string, pattern: string, escapePath: (path: string) => string): string {
  const names = pattern.split('/');
  let literal = 0;
  while (literal < names.length && exists(resolve(cwd, names.slice(0, literal + 1).join('/') || '/')))
    literal++;
  return [...names.slice(0, literal).map(escapePath), ...names.slice(literal)].join('/');
}

function exists(path: string): boolean {
  try {
    return lstatSync(path, {throwIfNoEntry: false}) !== undefined;
  } catch {
    return false;
  }
}

function partition<T>(items: readonly T[], test: (item: T) => boolean): [T[], T[]] {
  return [items.filter(test), items.filter(item => !test(item))];
}
