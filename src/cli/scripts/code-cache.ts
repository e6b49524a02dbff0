import {
  accessSync,
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  lutimesSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  type Stats,
} from 'node:fs';
import {dirname, join} from 'node:path';
import {makeDirectorySync} from '../../processes/make-directory.ts';
import {fileMemory, type FileMemory} from './file-memory.ts';

/** Compiled code of scripts, cached for later calls. After any error, the code is simply compiled again. */
export interface CodeCache {
  /** `undefined` if there is no code, and none can be kept. */
  find(script: string, source: Buffer): CachedCode | undefined;
}

/** The compiled code of a script. */
export interface CachedCode {
  /** `undefined` if there is none; valid until the next script is looked for. */
  readonly code: Buffer | undefined;
  /** The time of the last {@link setCheckedAt}, or of the code itself, in milliseconds since the epoch. */
  readonly checkedAt: number;
  /** Keeps newly compiled code for later calls. */
  replace(code: Buffer): void;
  /** Has no effect if there is no code. */
  setCheckedAt(ms: number): void;
}

/** Maximum number of files, enough for five versions of bottle and Node; the oldest files are deleted first. */
const MOST_FILES = 200;

/**
 * There is a file for each command and script, `<command>-<script>-<key>`, with V8's code and its checksum. Node's own cache is not
 * used: Node 20 does not have it, and Node 22.8 and later store only one file per script, with the functions that the first command used.
 *
 * V8 rejects code of other V8 versions or flags, but runs damaged code, hence the checksum. The key is a hash of the script's source and
 * Node's version, so code never runs for a different source. Since the code runs as the user, the user must own the folder and file, and
 * other users must not have write access. Files are written under a temporary name and renamed, so that readers never see a partial file
 * and concurrent writers do not conflict.
 */
export function codeCache(folder: string, command: string): CodeCache {
  const memory = fileMemory();
  return {
    find(script, source) {
      const path = join(folder, `${command}-${script}-${keyOf(source)}`);
      const {code, checkedAt = 0} =
        (isSafeFolder(folder) ? orNothing(() => readChecked(path, memory)) : undefined) ?? {};
      if (!code && !isWritable(folder)) return undefined;
      return {
        ...{code, checkedAt},
        // Not through a link, which could lead to a file of another user.
        setCheckedAt: ms => code && orNothing(() => lutimesSync(path, ms / 1000, ms / 1000)),
        replace(code) {
          orNothing(() => {
            if (!isSafeFolder(folder)) return;
            writeWhole(path, Buffer.concat([code, checksum(code)]));
            removeOldest(folder);
          });
        },
      };
    },
  };
}

function keyOf(source: Buffer): string {
  const node = [process.version, process.arch, process.execArgv.join(' '), process.env.NODE_OPTIONS];
  return crc32(source, crc32(node.join('\n'))).toString(16);
}

/** `zlib` is loaded on demand, since it loads all of Node's streams, which `--version` does not need. */
function crc32(data: string | Buffer, before = 0): number {
  return process.getBuiltinModule('node:zlib').crc32(data, before);
}

const CHECKSUM_BYTES = 4;

function checksum(code: Buffer): Buffer {
  const bytes = Buffer.alloc(CHECKSUM_BYTES);
  bytes.writeUInt32LE(crc32(code));
  return bytes;
}

/** The code comes first, since V8 copies it if it does not begin at a multiple of eight bytes. */
function readChecked(path: string, memory: FileMemory): Pick<CachedCode, 'code' | 'checkedAt'> | undefined {
  const file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    const stats = fstatSync(file);
    if (!stats.isFile() || !isOwn(stats)) return undefined;
    const bytes = memory.read(file, stats.size);
    const end = bytes.length - CHECKSUM_BYTES;
    const code = bytes.subarray(0, Math.max(end, 0));
    const isWhole = end > 0 && bytes.readUInt32LE(end) === crc32(code);
    return isWhole ? {code, checkedAt: stats.mtimeMs} : undefined;
  } finally {
    closeSync(file);
  }
}

/** Creates the folder if it is missing. */
function isWritable(folder: string): boolean {
  orNothing(() => makeFolder(folder));
  return isSafeFolder(folder) && succeeds(() => accessSync(folder, constants.W_OK));
}

function isSafeFolder(folder: string): boolean {
  return (
    orNothing(() => {
      const stats = lstatSync(folder);
      return stats.isDirectory() && isOwn(stats);
    }) ?? false
  );
}

/** Whether this user owns a file, and other users have no write access. */
function isOwn({uid, mode}: Stats): boolean {
  return uid === process.geteuid?.() && (mode & 0o022) === 0;
}

/** Creates the folder, but not in the home directory of another user: `sudo` may keep `HOME`, and root would own the folder. */
function makeFolder(folder: string): void {
  let parent = dirname(folder);
  while (statSync(parent, {throwIfNoEntry: false}) === undefined) parent = dirname(parent);
  if (statSync(parent).uid === process.geteuid?.()) makeDirectorySync(folder, 0o700);
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

function removeOldest(folder: string): void {
  const names = readdirSync(folder);
  if (names.length <= MOST_FILES) return;
  const files = names.map(name => ({path: join(folder, name), at: statSync(join(folder, name)).mtimeMs}));
  files.sort((one, other) => one.at - other.at);
  for (const {path} of files.slice(0, names.length - MOST_FILES / 2)) rmSync(path, {force: true});
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
