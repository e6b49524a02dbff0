import {lstat} from 'node:fs/promises';
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
 * - A folder stands for all files in it; `!…` takes files out again; links are followed.
 * - Whatever exists under its literal name is meant literally: `app/(shop)/[id].tsx` needs no escapes.
 * - `*` also matches names that begin with a dot: a stale result because of an overlooked `.env` is worse than one
 *   build too many.
 * - Folders that tools keep for themselves ({@link SKIPPED}) are left out, unless a pattern names them.
 */
export async function matchFiles(
  cwd: string,
  patterns: readonly string[],
  signal?: AbortSignal,
): Promise<Matches> {
  const [excluded, included] = partition(patterns, pattern => pattern.startsWith('!'));
  if (included.length === 0) return {files: [], unmatched: []};
  const {glob, escapePath} = await import('tinyglobby');
  const literal = async (pattern: string): Promise<string> => await literalStart(cwd, pattern, escapePath);
  const wanted = new Set(included.flatMap(pattern => pattern.split('/')));
  const ignore = [
    ...SKIPPED.filter(folder => !wanted.has(folder)).map(folder => `**/${folder}/**`),
    ...(await Promise.all(excluded.map(async pattern => await literal(pattern.slice(1))))),
  ];
  const found = await Promise.all(
    included.map(async pattern => ({
      pattern,
      files: await glob(await literal(pattern), {cwd, dot: true, ignore, ...(signal && {signal})}),
    })),
  );
  signal?.throwIfAborted();
  return {
    files: [...new Set(found.flatMap(({files}) => files))].sort(),
    unmatched: found.filter(({files}) => files.length === 0).map(({pattern}) => pattern),
  };
}

const SKIPPED = ['.git', '.hg', '.svn', 'node_modules'];

/** The pattern with its leading names escaped, as long as these exist. */
async function literalStart(cwd: string, pattern: string, escape: (path: string) => string): Promise<string> {
  const names = pattern.split('/');
  let literal = 0;
  while (literal < names.length && (await exists(resolve(cwd, names.slice(0, literal + 1).join('/') || '/'))))
    literal++;
  return [...names.slice(0, literal).map(escape), ...names.slice(literal)].join('/');
}

async function exists(path: string): Promise<boolean> {
  return await lstat(path).then(
    () => true,
    () => false,
  );
}

function partition<T>(items: readonly T[], test: (item: T) => boolean): [T[], T[]] {
  return [items.filter(test), items.filter(item => !test(item))];
}
