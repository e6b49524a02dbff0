import {escapePath, globSync} from 'tinyglobby';
import {globSearches} from './match-files.ts';

/** The patterns that match no file under `cwd`, except `!…`, by the rules of `matchFiles`. */
export function unmatchedPatterns(cwd: string, patterns: readonly string[]): readonly string[] {
  const {searches, ignore} = globSearches(cwd, patterns, escapePath);
  return searches
    .filter(({glob}) => globSync(glob, {cwd, dot: true, ignore}).length === 0)
    .map(({pattern}) => pattern);
}
