import {lstatSync} from 'node:fs';
import {resolve} from 'node:path';

/** The files that patterns match. */
export interface Matches {
  /** Relative to the folder, sorted. */
  readonly files: readonly string[];
  /** Patterns that match no file, `!…` aside. */
  readonly unmatched: readonly string[];
}

/**
 * Finds the files under `cwd` that match `patterns`.
 *
 * - A folder means all files in it; `!…` takes files out again; links are followed.
 * - A pattern that is the name of an existing file is taken literally: `app/(shop)/[id].tsx` needs no escapes.
 * - `*` also matches names that begin with a dot: a stale result because of an overlooked `.env` is worse than one
 *   build too many.
 * - Folders that tools keep for themselves ({@link SKIPPED}) are left out, unless a pattern names them.
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

/** Search roots for the files of patterns. */
export interface GlobSearches {
  /** One for each pattern that includes files. */
  readonly searches: readonly {readonly pattern: string; readonly glob: string}[];
  /** Globs of files that do not count. */
  readonly ignore: readonly string[];
}

/** Patterns of a launch file as globs, see {@link matchFiles}. */
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

/** The pattern with its leading names escaped, as long as these exist. */
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
