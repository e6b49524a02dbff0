import {createHash} from 'node:crypto';
import {readdir, readFile, readlink} from 'node:fs/promises';
import {join, relative, resolve} from 'node:path';
import type {Readable} from 'node:stream';
import type {Dockerfile} from '../places/image-request.ts';
import {ignoreErrors} from '../processes/expected-error.ts';

/** The folder that a build sees, without what its .dockerignore leaves out. Paths are relative to it, sorted. */
export interface BuildContext {
  readonly folder: string;
  /** The Dockerfile: its path is absolute, and may be outside of the folder. */
  readonly dockerfile: Dockerfile;
  /** The lines of the ignore file, if that is not the folder's own. */
  readonly ownIgnore?: string;
  readonly files: readonly string[];
  readonly folders: readonly string[];
  /** Symbolic links, with what they say. */
  readonly links: Readonly<Record<string, string>>;
}

/** Lists a context. Rejects where the folder cannot be read, or with the signal's reason. */
export async function readBuildContext(
  folder: string,
  dockerfile: Dockerfile,
  signal: AbortSignal,
): Promise<BuildContext> {
  const {isIgnored, mayHoldExceptions, ownIgnore} = await readIgnoreFile(folder, dockerfile);
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
  const file = 'text' in dockerfile ? dockerfile : {path: resolve(folder, dockerfile.path)};
  return {
    ...{folder, dockerfile: file, ...(ownIgnore !== undefined && {ownIgnore})},
    ...{files: files.sort(), folders: folders.sort(), links: Object.fromEntries(sortedLinks)},
  };
}

/**
 * An archive of a context, and the name of the Dockerfile in it. Owners are root's, as those of Docker's own command. A
 * Dockerfile from outside is added, and since the engine reads the archive's ignore file as well, that is replaced if it is
 * not the one that counts; neither is seen by `COPY`.
 */
export async function packBuildContext(
  context: BuildContext,
): Promise<{readonly archive: Readable; readonly dockerfile: string}> {
  const {folder, files, folders, links} = context;
  const {default: tarFs} = await import('tar-fs');
  const {dockerfile, added} = await addedFiles(context);
  const archive = tarFs.pack(folder, {
    entries: [...folders, ...files, ...Object.keys(links)].filter(path => !(path in added)),
    // The list itself names the contents of the folders.
    ignore: () => true,
    map: header => ({...header, uid: 0, gid: 0}),
    umask: 0,
    finalize: false,
    finish(pack) {
      for (const [name, text] of Object.entries(added)) pack.entry({name}, text);
      pack.finalize();
    },
  });
  return {archive, dockerfile};
}

async function addedFiles({folder, dockerfile, ownIgnore}: BuildContext) {
  const inside = 'text' in dockerfile ? undefined : relative(folder, dockerfile.path);
  const isOutside = inside === undefined || inside.startsWith('..');
  if (!isOutside && ownIgnore === undefined) return {dockerfile: inside, added: {}};
  const text = await dockerfileText(dockerfile);
  const name = `.dockerfile.${createHash('sha256').update(text).digest('hex').slice(0, 20)}`;
  const ignore = ownIgnore ?? (await readIfThere(join(folder, IGNORE_FILE))) ?? '';
  const added = {[IGNORE_FILE]: [ignore, IGNORE_FILE, name, ''].join('\n'), ...(isOutside && {[name]: text})};
  return {dockerfile: isOutside ? name : inside, added};
}

/** Rejects if it cannot be read. */
export async function dockerfileText(dockerfile: Dockerfile): Promise<string> {
  return 'text' in dockerfile ? dockerfile.text : await readFile(dockerfile.path, 'utf8');
}

const IGNORE_FILE = '.dockerignore';

/**
 * Paths to leave out, from `<Dockerfile>.dockerignore` or otherwise from `.dockerignore`. The Dockerfile and the list itself
 * are always included.
 */
async function readIgnoreFile(folder: string, dockerfile: Dockerfile) {
  const path = 'text' in dockerfile ? undefined : dockerfile.path;
  const own = path === undefined ? undefined : `${path}${IGNORE_FILE}`;
  const ownIgnore = own === undefined ? undefined : await readIfThere(resolve(folder, own));
  const text = ownIgnore ?? (await readIfThere(join(folder, IGNORE_FILE))) ?? '';
  // CommonJS that calls itself its `default`.
  const {
    default: {default: dockerignore},
  } = await import('@balena/dockerignore');
  const rules = dockerignore({ignorecase: false}).add(text);
  const needed = [IGNORE_FILE, ...(path === undefined || own === undefined ? [] : [join(path), join(own)])];
  return {
    ownIgnore,
    isIgnored: (path: string): boolean => !needed.includes(path) && rules.ignores(path),
    mayHoldExceptions: text.includes('!') || path?.includes('/') === true,
  };
}

/** A list that is there and cannot be read rejects: without it a secret would get into the image. */
async function readIfThere(path: string): Promise<string | undefined> {
  return await ignoreErrors(['ENOENT', 'ENOTDIR'], readFile(path, 'utf8'));
}
