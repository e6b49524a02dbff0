import {isAbsolute, posix} from 'node:path';
import type {Matcher} from 'picomatch';
import {globSearches} from '../freshness/match-files.ts';

/** The globs of a task as matchers for single paths, equivalent to `matchFiles`. All paths are absolute. */
export interface PathPatterns {
  readonly included: readonly PathPattern[];
  /** Whether a file is excluded by `!…` or is in a folder such as `.git`. */
  excludes(path: string): boolean;
  /** Whether all files in a folder are excluded. */
  excludesAllIn(folder: string): boolean;
}

/** A glob as a matcher. */
export interface PathPattern {
  /** The folder or file before the first wildcard. */
  readonly base: string;
  matches(path: string): boolean;
  /** Whether a folder may contain matching files, or contains the base. */
  mayContain(folder: string): boolean;
}

/** @param cwd an absolute path */
export async function pathPatterns(cwd: string, patterns: readonly string[]): Promise<PathPatterns> {
  const [{default: picomatch}, {escapePath}] = await Promise.all([import('picomatch'), import('tinyglobby')]);
  const {searches, ignore} = globSearches(cwd, patterns, escapePath);
  const globOf = (glob: string): string => absoluteGlob(glob, escapePath(cwd));
  const excluded = ignore.map(globOf);
  const whole = excluded.filter(glob => glob.endsWith('/**'));
  const [excludes, excludesAllIn] = [excluded, whole].map(globs => picomatch(globs, OPTIONS)) as [
    Matcher,
    Matcher,
  ];
  return {
    included: searches.map(({glob}) => pathPattern(globOf(glob), picomatch)),
    excludes: path => excludes(inRoot(path)),
    excludesAllIn: folder => excludesAllIn(`${inRoot(folder)}/`),
  };
}

type Picomatch = typeof import('picomatch');

/** The options that tinyglobby uses for `dot: true`. */
const OPTIONS = {dot: true, posix: true};

/** Makes a glob absolute, without the leading `/`. A folder includes all files in it. */
function absoluteGlob(glob: string, escapedCwd: string): string {
  const whole = posix.normalize(isAbsolute(glob) ? glob : `${escapedCwd}/${glob}`).replace(/\/$/, '');
  return inRoot(whole.endsWith('*') ? whole : `${whole}/**`);
}

function inRoot(path: string): string {
  return path.slice(1);
}

function pathPattern(glob: string, picomatch: Picomatch): PathPattern {
  const scanned = picomatch.scan(glob, {parts: true}) as {readonly parts?: readonly string[]};
  const parts = scanned.parts ?? [glob];
  const firstWildcard = parts.findIndex(part => picomatch.scan(part).isGlob);
  const literal = firstWildcard < 0 ? parts : parts.slice(0, firstWildcard);
  const matches = picomatch(glob, OPTIONS);
  const matchers = parts.map(part => picomatch(part, OPTIONS));
  return {
    base: `/${literal.join('/').replaceAll(/\\(.)/g, '$1')}`,
    matches: path => matches(inRoot(path)),
    mayContain: folder => {
      for (const [at, name] of inRoot(folder).split('/').entries()) {
        const part = parts[at];
        // Braces that contain slashes are one part.
        if (part === '**' || part?.includes('/')) return true;
        if (name !== '' && !matchers[at]?.(name)) return false;
      }
      return true;
    },
  };
}
