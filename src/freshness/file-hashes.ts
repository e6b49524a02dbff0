import {createHash} from 'node:crypto';
import {open} from 'node:fs/promises';
import {resolve} from 'node:path';
import {codeOf} from '../vocabulary/caught-error.ts';

/** Files by their path, each with a hash of its contents and of whether it may be executed; sorted by path. */
export type FileHashes = Readonly<Record<string, string>>;

/** Hashes files, a few at a time, each piece by piece. */
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

/** Twice the threads that Node reads files with. */
const WORKERS = 8;
/** Bytes read at a time. */
const PIECE = 256 * 1024;

/** The placeholder for the hash of a missing file. */
export const MISSING = 'ENOENT';

/**
 * A file that cannot be read has the error in the place of its hash: the command, which runs as the same user, cannot read
 * it either, so as long as that lasts nothing has changed.
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
