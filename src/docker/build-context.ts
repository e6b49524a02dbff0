import {createHash} from 'node:crypto';
import {readdir, readFile, readlink} from 'node:fs/promises';
import {join, relative, resolve} from 'node:path';
import type {Readable} from 'node:stream';
import type {Dockerfile} from '../places/image-request.ts';
import {ignoreErrors} from '../processes/expected-error.ts';

/** A build context: a folder without the files that its .dockerignore excludes. Paths are relative to the folder and sorted. */
export interface BuildContext {
  readonly folder: string;
  /** Its path is absolute, and may be outside the folder. */
  readonly dockerfile: Dockerfile;
  /** The contents of `<Dockerfile>.dockerignore`, if that file exists. */
  readonly ownIgnore?: string;
  readonly files: readonly string[];
  readonly folders: readonly string[];
  /** Symbolic links with their targets. */
  readonly links: Readonly<Record<string, string>>;
}

/** Lists the files of a context. Rejects if the folder cannot be read, or with the signal's reason. */
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
 * Packs a context into an archive, and returns it with the name of the Dockerfile in it. All files belong to root, as
 * with `docker build`. A Dockerfile outside the folder is added. The engine also reads the ignore file in the archive,
 * so that file is replaced if another one applies. `COPY` sees neither of the two.
 */
export async function packBuildContext(
  context: BuildContext,
): Promise<{readonly archive: Readable; readonly dockerfile: string}> {
  const {folder, files, folders, links} = context;
  const {default: tarFs} = await import('tar-fs');
  const {dockerfile, added} = await addedFiles(context);
  const archive = tarFs.pack(folder, {
    entries: [...folders, ...files, ...Object.keys(links)].filter(path => !(path in added)),
    // `entries` already lists the contents of the folders.
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

/** The text of a Dockerfile. Rejects if the file cannot be read. */
export async function dockerfileText(dockerfile: Dockerfile): Promise<string> {
  return 'text' in dockerfile ? dockerfile.text : await readFile(dockerfile.path, 'utf8');
}

const IGNORE_FILE = '.dockerignore';

/**
 * The paths to exclude, from `<Dockerfile>.dockerignore` if it exists, else from `.dockerignore`. The Dockerfile and
 * the ignore file itself are always included.
 */
async function readIgnoreFile(folder: string, dockerfile: Dockerfile) {
  const path = 'text' in dockerfile ? undefined : dockerfile.path;
  const own = path === undefined ? undefined : `${path}${IGNORE_FILE}`;
  const ownIgnore = own === undefined ? undefined : await readIfThere(resolve(folder, own));
  const text = ownIgnore ?? (await readIfThere(join(folder, IGNORE_FILE))) ?? '';
  // A CommonJS module that exports itself as `default`.
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

/**
 * `undefined` if the file does not exist. Rejects if it exists but cannot be read, since a secret could then get into
 * the image.
 */
async function readIfThere(path: string): Promise<string | undefined> {
  return await ignoreErrors(['ENOENT', 'ENOTDIR'], readFile(path, 'utf8'));
}
