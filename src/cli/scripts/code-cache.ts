import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  type Stats,
} from 'node:fs';
import {dirname, join} from 'node:path';
import {makeDirectorySync} from '../../processes/make-directory.ts';

/** Compiled code of scripts, kept for later calls. A help and no more: whatever goes wrong, the code is compiled again. */
export interface CodeCache {
  read(script: string, source: Buffer): Buffer | undefined;
  write(script: string, source: Buffer, code: Buffer): void;
}

/** More are kept for one user than five versions of bottle and Node use; the oldest go first. */
const MOST_FILES = 200;

/**
 * A file for each command and script, `<command>-<script>-<key>`, of V8's code and a checksum of it. Node's own cache, which Node
 * 22.8 and later have, keeps a file for each script, with the functions that the first command used; and Node 20 has none.
 *
 * V8 refuses code of another version of itself or with other flags, but runs damaged code: hence the checksum. The key is one of
 * the script's source and of Node's version, so no code is run for a source that it was not made of. Code is run as the user, so
 * folder and file must be the user's own, and no one else may write to them. A file is written beside and renamed: of two processes
 * that write at the same time one wins, and no reader finds part of a file.
 */
export function codeCache(folder: string, command: string): CodeCache {
  const pathOf = (script: string, source: Buffer): string =>
    join(folder, `${command}-${script}-${keyOf(source)}`);
  return {
    read(script, source) {
      if (!isSafeFolder(folder)) return undefined;
      return orNothing(() => readChecked(pathOf(script, source)));
    },
    write(script, source, code) {
      orNothing(() => {
        makeFolder(folder);
        if (!isSafeFolder(folder)) return;
        writeWhole(pathOf(script, source), Buffer.concat([checksum(code), code]));
        removeOldest(folder);
      });
    },
  };
}

function keyOf(source: Buffer): string {
  const node = [process.version, process.arch, process.execArgv.join(' '), process.env.NODE_OPTIONS];
  return crc32(source, crc32(node.join('\n'))).toString(16);
}

/** Loaded by need: `zlib` loads all streams of Node's, and `--version` needs none. */
function crc32(data: string | Buffer, before = 0): number {
  return process.getBuiltinModule('node:zlib').crc32(data, before);
}

function checksum(code: Buffer): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(crc32(code));
  return bytes;
}

function readChecked(path: string): Buffer | undefined {
  const file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    const stats = fstatSync(file);
    if (!stats.isFile() || !isOwn(stats)) return undefined;
    const bytes = readFileSync(file);
    const code = bytes.subarray(4);
    return bytes.length > 4 && bytes.readUInt32LE() === crc32(code) ? code : undefined;
  } finally {
    closeSync(file);
  }
}

function isSafeFolder(folder: string): boolean {
  return (
    orNothing(() => {
      const stats = lstatSync(folder);
      return stats.isDirectory() && isOwn(stats);
    }) ?? false
  );
}

/** This user's, and not writable by others. */
function isOwn({uid, mode}: Stats): boolean {
  return uid === process.geteuid?.() && (mode & 0o022) === 0;
}

/** Not in a home directory of another user: `sudo` may keep `HOME`, and the folder would be root's. */
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

function orNothing<Value>(work: () => Value): Value | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
