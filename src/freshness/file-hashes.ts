import {createHash} from 'node:crypto';
import {open} from 'node:fs/promises';
import {resolve} from 'node:path';
import {codeOf} from '../vocabulary/caught-error.ts';

/** Hashes of files by path, sorted. A hash covers the contents and the executable bit. */
export type FileHashes = Readonly<Record<string, string>>;

/** Hashes files, a few at a time, reading each in pieces. */
export async function hashFiles(
  cwd: string,
  paths: readonly string[],
  signal?: AbortSignal,
): Promise<FileHashes> {
  const hashes: string[] = [];
  const queue = paths.entries();
  const worker = async (): Promise<void> => {
    const buffer = Buffer.allocUnsafe(PIECE);
    for (const [index, path] of queue) {
      signal?.throwIfAborted();
      hashes[index] = await hashFile(resolve(cwd, path), buffer);
    }
  };
  await Promise.all(Array.from({length: Math.min(WORKERS, paths.length)}, worker));
  return Object.fromEntries(paths.map((path, index) => [path, hashes[index] ?? MISSING]));
}

/** Twice the number of threads in Node's pool for file operations. */
const WORKERS = 8;
/** The number of bytes to read at a time. */
const PIECE = 256 * 1024;

/** Used as the hash of a missing file. */
export const MISSING = 'ENOENT';

/**
 * These errors are used as the hash of a file that cannot be read. The command runs as the same user and cannot read the file either,
 * so as long as the error is the same, nothing has changed.
 */
const UNREADABLE = [MISSING, 'EACCES', 'EPERM', 'ELOOP', 'ENOTDIR', 'EISDIR'];

async function hashFile(path: string, buffer: Buffer): Promise<string> {
  try {
    return await hashReadable(path, buffer);
  } catch (error) {
    const code = codeOf(error) ?? '';
    if (UNREADABLE.includes(code)) return code;
    throw error;
  }
}

async function hashReadable(path: string, buffer: Buffer): Promise<string> {
  const file = await open(path, 'r');
  try {
    const isExecutable = ((await file.stat()).mode & 0o111) !== 0;
    const hash = createHash('sha256');
    for (let size = PIECE; size > 0;) {
      size = (await file.read(buffer, 0, PIECE)).bytesRead;
      hash.update(buffer.subarray(0, size));
    }
    return `${isExecutable ? 'x:' : ''}${hash.digest('hex')}`;
  } finally {
    await file.close();
  }
}
