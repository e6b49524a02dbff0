import {lstatSync} from 'node:fs';
import {readdir, realpath, stat} from 'node:fs/promises';
import {dirname, join, sep} from 'node:path';
import type {TaskName} from '../vocabulary/ids.ts';
import type {GitIgnore} from './git-ignore.ts';
import {pathPatterns, type PathPattern} from './path-patterns.ts';

/** A task and the globs of its watched files. */
export interface WatchedTask {
  readonly task: TaskName;
  /** The absolute path that the globs are relative to. */
  readonly cwd: string;
  /** Lists of globs, in the syntax of `matchFiles`. `!…` excludes files only from its own list. */
  readonly globs: readonly (readonly string[])[];
  /** Globs of files that the task creates, which are excluded. */
  readonly generates: readonly string[];
}

/** The watched files of a task. Paths are absolute. */
export interface TaskFiles {
  /** Existing folders that contain all watched files. */
  readonly roots: readonly string[];
  includes(file: string): boolean;
  /** Whether a folder may contain watched files. */
  mayContain(folder: string): boolean;
}

/**
 * Files that git ignores are excluded, except for globs that start inside an ignored path. Otherwise `dist/**` or `.env` would match
 * nothing.
 */
export async function taskFiles(
  {cwd, globs, generates}: WatchedTask,
  git: GitIgnore,
  isOutside: (path: string) => boolean,
): Promise<TaskFiles> {
  const made = await pathPatterns(cwd, generates);
  const makes = (path: string): boolean =>
    made.included.some(pattern => pattern.matches(path)) && !made.excludes(path);
  const lists = await Promise.all(
    globs.map(async list => {
      const {included, ...rest} = await pathPatterns(cwd, list);
      return {included: included.map(pattern => ({...pattern, isNamed: isNamed(pattern, git)})), ...rest};
    }),
  );
  return {
    roots: lists.flatMap(({included}) => included.map(({base}) => existingFolder(base))),
    includes(file) {
      if (isOutside(file) || makes(file)) return false;
      const isIgnored = once(() => git.isIgnored(file, 'file'));
      return lists.some(
        ({included, excludes}) =>
          included.some(pattern => pattern.matches(file) && (pattern.isNamed || !isIgnored())) &&
          !excludes(file),
      );
    },
    mayContain(folder) {
      if (isOutside(folder)) return false;
      const isIgnored = once(() => git.isIgnored(folder, 'folder'));
      return lists.some(
        ({included, excludesAllIn}) =>
          included.some(pattern => pattern.mayContain(folder) && (pattern.isNamed || !isIgnored())) &&
          !excludesAllIn(folder),
      );
    },
  };
}

/** The current watched files of a task, sorted. */
export async function listFiles({roots, includes, mayContain}: TaskFiles): Promise<readonly string[]> {
  const found = new Set<string>();
  const seen = new Set<string>();
  const visit = async (folder: string): Promise<void> => {
    // A link may lead to a folder that contains it.
    const real = await realpath(folder).catch(() => undefined);
    if (real === undefined || seen.has(`${real}\0${folder}`) || isLoop(folder, real)) return;
    seen.add(`${real}\0${folder}`);
    const entries = await readdir(folder, {withFileTypes: true}).catch(() => []);
    await Promise.all(
      entries.map(async entry => {
        const path = join(folder, entry.name);
        const what = entry.isSymbolicLink() ? await stat(path).catch(() => entry) : entry;
        if (!what.isDirectory()) {
          if (includes(path)) found.add(path);
        } else if (mayContain(path)) await visit(path);
      }),
    );
  };
  await Promise.all(roots.map(visit));
  return [...found].sort();
}

/** Whether a path leads back to a folder that contains it. */
function isLoop(folder: string, real: string): boolean {
  return folder !== real && folder.startsWith(`${real}${sep}`);
}

function isNamed({base}: PathPattern, git: GitIgnore): boolean {
  return git.isIgnored(base, isFolder(base) ? 'folder' : 'file');
}

/** The folder, or its nearest existing parent if it does not exist yet. */
function existingFolder(path: string): string {
  return isFolder(path) || path === dirname(path) ? path : existingFolder(dirname(path));
}

function isFolder(path: string): boolean {
  return lstatSync(path, {throwIfNoEntry: false})?.isDirectory() ?? false;
}

function once(ask: () => boolean): () => boolean {
  let answer: boolean | undefined;
  return () => (answer ??= ask());
}
