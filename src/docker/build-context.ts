import {readdir, readFile, readlink} from 'node:fs/promises';
import {join} from 'node:path';
import type {Readable} from 'node:stream';

/** The folder that a build sees, without what its .dockerignore leaves out. Paths are relative to it, sorted. */
export interface BuildContext {
  readonly folder: string;
  readonly files: readonly string[];
  readonly folders: readonly string[];
  /** Symbolic links, with what they say. */
  readonly links: Readonly<Record<string, string>>;
}

/** Lists a context. Rejects where the folder cannot be read, or with the signal's reason. */
export async function readBuildContext(
  folder: string,
  dockerfile: string,
  signal: AbortSignal,
): Promise<BuildContext> {
  const {isIgnored, mayHoldExceptions} = await readIgnoreFile(folder, dockerfile);
  const files: string[] = [];
  const folders: string[] = [];
  const links: Record<string, string> = {};
  const visit = async (below: string): Promise<void> => {
    signal.throwIfAborted();
    for (const entry of await readdir(join(folder, below), {withFileTypes: true})) {
      const path = join(below, entry.name);
      const isOut = isIgnored(path);
      if (entry.isDirectory()) {
        if (!isOut) folders.push(path);
        if (!isOut || mayHoldExceptions) await visit(path);
      } else if (isOut) continue;
      else if (entry.isSymbolicLink()) links[path] = await readlink(join(folder, path));
      else if (entry.isFile()) files.push(path);
    }
  };
  await visit('');
  const sortedLinks = Object.entries(links).sort(([a], [b]) => (a < b ? -1 : 1));
  return {folder, files: files.sort(), folders: folders.sort(), links: Object.fromEntries(sortedLinks)};
}

/** An archive of a context. Owners are root's, as those of Docker's own command. */
export async function packBuildContext({folder, files, folders, links}: BuildContext): Promise<Readable> {
  const {default: tarFs} = await import('tar-fs');
  return tarFs.pack(folder, {
    entries: [...folders, ...files, ...Object.keys(links)],
    // What is in the folders stands in the list itself.
    ignore: () => true,
    map: header => ({...header, uid: 0, gid: 0}),
    umask: 0,
  });
}

/** What is left out. The Dockerfile and the list itself are needed whatever it says. */
async function readIgnoreFile(folder: string, dockerfile: string) {
  const text = await readFile(join(folder, '.dockerignore'), 'utf8').catch(() => '');
  // CommonJS that calls itself its `default`.
  const {
    default: {default: dockerignore},
  } = await import('@balena/dockerignore');
  const rules = dockerignore({ignorecase: false}).add(text);
  const needed = [join(dockerfile), '.dockerignore'];
  return {
    isIgnored: (path: string): boolean => !needed.includes(path) && rules.ignores(path),
    mayHoldExceptions: text.includes('!') || dockerfile.includes('/'),
  };
}
