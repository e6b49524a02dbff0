import {existsSync, readFileSync} from 'node:fs';
import {dirname, join, relative} from 'node:path';
import ignore, {type Ignore} from 'ignore';

/** The files that git ignores. */
export interface GitIgnore {
  /** Whether git ignores a file or folder, or a folder that contains it. */
  isIgnored(path: string, what: 'file' | 'folder'): boolean;
  /** Reads the `.gitignore` files again. */
  forget(): void;
}

/**
 * Reads `.git/info/exclude` and the `.gitignore` files from the root of the repository down to a file's folder. As in git, deeper
 * files win. Without a repository, `folder` is the root. Ignores `core.excludesFile`, and treats tracked files that match a pattern
 * as ignored.
 *
 * @param folder an absolute path
 */
export function gitIgnore(folder: string): GitIgnore {
  const root = repositoryOf(folder) ?? folder;
  const byFolder = new Map<string, Rules>();

  /** The rules for the contents of a folder. */
  const rulesOf = (dir: string): Rules => {
    const known = byFolder.get(dir);
    if (known) return known;
    const above = dir === root ? undefined : rulesOf(dirname(dir));
    const own = ownPatterns(dir, root);
    const rules = above && own.length === 0 ? above : rulesFor([...(above?.patterns ?? []), ...own]);
    byFolder.set(dir, rules);
    return rules;
  };
  return {
    isIgnored(path, what) {
      const name = relative(root, path);
      if (name === '' || name.startsWith('..')) return false;
      if (name.split('/').includes('.git')) return true;
      return rulesOf(dirname(path)).matcher.ignores(what === 'folder' ? `${name}/` : name);
    },
    forget: () => byFolder.clear(),
  };
}

function repositoryOf(folder: string): string | undefined {
  for (let dir = folder; ; dir = dirname(dir)) {
    if (existsSync(join(dir, '.git'))) return dir;
    if (dir === dirname(dir)) return undefined;
  }
}

/** All patterns, relative to the root. Later patterns win, so patterns of deeper folders come last. */
interface Rules {
  readonly patterns: readonly string[];
  readonly matcher: Ignore;
}

function rulesFor(patterns: readonly string[]): Rules {
  // The default of git on each system.
  const matcher = ignore({ignorecase: process.platform === 'darwin'});
  return {patterns, matcher: matcher.add([...patterns])};
}

function ownPatterns(dir: string, root: string): readonly string[] {
  const own = patternsIn(join(dir, '.gitignore'));
  if (dir === root) return [...patternsIn(join(root, '.git/info/exclude')), ...own];
  const prefix = relative(root, dir).replaceAll(/[\\*?[\]! #]/g, '\\$&');
  return own.map(pattern => below(prefix, pattern));
}

/** Rewrites a pattern of a nested file for the root. A slash before its end anchors it to its folder. */
function below(prefix: string, pattern: string): string {
  const not = pattern.startsWith('!') ? '!' : '';
  const rest = pattern.slice(not.length);
  const isTied = rest.slice(0, -1).includes('/');
  return `${not}/${prefix}/${isTied ? rest.replace(/^\//, '') : `**/${rest}`}`;
}

function patternsIn(path: string): readonly string[] {
  return readIfThere(path)
    .split(/\r?\n/)
    .filter(line => line.trim() !== '' && !line.startsWith('#'));
}

/** A file that cannot be read has no patterns, as in git. */
function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
  } catch {
    return '';
  }
}
