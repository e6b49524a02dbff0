import {
  accessSync,
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  lutimesSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  type Stats,
} from 'node:fs';
import {dirname, isAbsolute, join} from 'node:path';
import {makeDirectorySync} from '../processes/make-directory.ts';
import {fileMemory} from './file-memory.ts';

/** Files in a folder of the user's cache, which only save time: after any error, a file counts as missing. */
export interface CachedFiles {
  /**
   * `undefined` if there is no whole file that only this user can have written.
   *
   * @param source what the file must have been made from
   */
  read(name: string, source: Buffer): CachedFile | undefined;
  /** Whether files can be written; creates the folder if it is missing. */
  isWritable(): boolean;
  /** @param source what the bytes were made from */
  write(name: string, source: Buffer, bytes: Buffer): void;
  setTime(name: string, ms: number): void;
}

export interface CachedFile {
  /** Valid until the next file is read; they begin at a multiple of eight bytes. */
  readonly bytes: Buffer;
  /** The time of the last {@link CachedFiles.setTime} or `write`, in milliseconds since the epoch. */
  readonly timeMs: number;
}

/**
 * The folder of bottle in the user's cache: `bottle` in `$XDG_CACHE_HOME` (default: `~/.cache`), not in /tmp, which is shared.
 * `undefined` without a home directory.
 */
export function cacheFolder({
  XDG_CACHE_HOME = '',
  HOME = '',
}: Readonly<Record<string, string | undefined>>): string | undefined {
  if (isAbsolute(XDG_CACHE_HOME)) return join(XDG_CACHE_HOME, 'bottle');
  return isAbsolute(HOME) ? join(HOME, '.cache/bottle') : undefined;
}

/**
 * Since bottle acts on these files as the user, the user must own the folder, the folder above and the file, and other users must not
 * have write access.
 * Files are written under a temporary name and renamed, so that readers never see a partial file and concurrent writers do not conflict.
 *
 * A file consists of its bytes, the same bytes again, and their source. Comparing them takes less time than a checksum, which would need
 * `node:zlib` and thereby all of Node's streams, and sources with the same checksum cannot be mixed up.
 *
 * @param most the maximum number of files; the oldest files are deleted first
 */
export function cachedFiles(folder: string, most: number): CachedFiles {
  const memory = fileMemory();
  const read = (name: string, source: Buffer): CachedFile | undefined => {
    // Without O_NONBLOCK, opening a named pipe would wait for a writer.
    const file = openSync(
      join(folder, name),
      constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK,
    );
    try {
      const stats = fstatSync(file);
      if (!stats.isFile() || !isOwn(stats)) return undefined;
      const bytes = memory.read(file, Math.floor((stats.size - source.length) / 2));
      const isWhole = bytes.length > 0 && continuesWith(file, bytes) && continuesWith(file, source);
      return isWhole ? {bytes, timeMs: stats.mtimeMs} : undefined;
    } finally {
      closeSync(file);
    }
  };
  return {
    read: (name, source) => (isSafeFolder(folder) ? orNothing(() => read(name, source)) : undefined),
    isWritable() {
      orNothing(() => makeFolder(folder));
      return isSafeFolder(folder) && succeeds(() => accessSync(folder, constants.W_OK));
    },
    write(name, source, bytes) {
      orNothing(() => {
        if (!isSafeFolder(folder)) return;
        writeWhole(join(folder, name), Buffer.concat([bytes, bytes, source]));
        removeOldest(folder, most);
      });
    },
    // Not through a link, which could lead to a file of another user.
    setTime: (name, ms) => orNothing(() => lutimesSync(join(folder, name), ms / 1000, ms / 1000)),
  };
}

/** Whether the next bytes of an open file are these. */
function continuesWith(file: number, expected: Buffer): boolean {
  piece ??= Buffer.allocUnsafeSlow(PIECE_BYTES);
  for (let at = 0; at < expected.length;) {
    const count = readSync(file, piece, 0, Math.min(piece.length, expected.length - at), null);
    if (count === 0 || expected.compare(piece, 0, count, at, at + count) !== 0) return false;
    at += count;
  }
  return true;
}

/** Read piece by piece, since fresh memory costs more than reading. */
const PIECE_BYTES = 128 * 1024;
let piece: Buffer | undefined;

/** Also checks the folder above, which in the home directory of another user may be a link to a folder of this user. */
function isSafeFolder(folder: string): boolean {
  return isOwnFolder(dirname(folder)) && isOwnFolder(folder);
}

function isOwnFolder(path: string): boolean {
  return (
    orNothing(() => {
      const stats = lstatSync(path);
      return stats.isDirectory() && isOwn(stats);
    }) ?? false
  );
}

/** Whether this user owns a file, and other users have no write access. */
function isOwn({uid, mode}: Stats): boolean {
  return uid === process.geteuid?.() && (mode & 0o022) === 0;
}

/**
 * Creates the folder, but not in the home directory of another user, or where a link of that user leads: `sudo` may keep `HOME`, and
 * root would own the folder.
 */
function makeFolder(folder: string): void {
  let parent = dirname(folder);
  while (statSync(parent, {throwIfNoEntry: false}) === undefined) parent = dirname(parent);
  const user = process.geteuid?.();
  const isOwnLink = [user, 0].includes(lstatSync(parent).uid);
  if (isOwnLink && statSync(parent).uid === user) makeDirectorySync(folder, 0o700);
}

function writeWhole(path: string, bytes: Buffer): void {
  const unfinished = `${path}.${process.pid}`;
  try {
    writeFileSync(unfinished, bytes, {flag: 'wx', mode: 0o600});
    renameSync(unfinished, path);
  } catch (error) {
    rmSync(unfinished, {force: true});
    throw error;
  }
}

function removeOldest(folder: string, most: number): void {
  const names = readdirSync(folder);
  if (names.length <= most) return;
  const files = names.map(name => ({path: join(folder, name), at: statSync(join(folder, name)).mtimeMs}));
  files.sort((one, other) => one.at - other.at);
  for (const {path} of files.slice(0, names.length - most / 2)) rmSync(path, {force: true});
}

function succeeds(work: () => void): boolean {
  return (
    orNothing(() => {
      work();
      return true;
    }) ?? false
  );
}

function orNothing<Value>(work: () => Value): Value | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
