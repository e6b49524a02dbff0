import {createHash} from 'node:crypto';
import {open, type FileHandle} from 'node:fs/promises';
import {resolve} from 'node:path';
import {codeOf} from '../vocabulary/caught-error.ts';
import type {KnownHashes} from './known-hashes.ts';

/** Hashes of files by path, sorted. A hash covers the contents and the executable bit. */
export type FileHashes = Readonly<Record<string, string>>;

export interface HashOptions {
  readonly signal?: AbortSignal | undefined;
  /** Hashes of large files from earlier calls. */
  readonly known?: KnownHashes | undefined;
}

/** Hashes files, a few at a time, reading each in pieces. */
export async function hashFiles(
  cwd: string,
  paths: readonly string[],
  {signal, known}: HashOptions = {},
): Promise<FileHashes> {
  const hashes: string[] = [];
  const queue = paths.entries();
  const worker = async (): Promise<void> => {
    const buffersFor = reusedBuffers();
    for (const [index, path] of queue) {
      signal?.throwIfAborted();
      hashes[index] = await hashFile(resolve(cwd, path), {buffersFor, known});
    }
  };
  await Promise.all(Array.from({length: Math.min(WORKERS, paths.length)}, worker));
  return Object.fromEntries(paths.map((path, index) => [path, hashes[index] ?? MISSING]));
}

/** Twice the number of threads in Node's pool for file operations. */
const WORKERS = 8;
/** The maximum number of bytes to read at a time. */
const PIECE = 512 * 1024;
/** Many files in /proc have contents although their size is 0, and some return only one piece. */
const SMALLEST_PIECE = 4096;
/** Smaller files are hashed in less time than it takes to look them up and write their hashes. */
const LARGE_BYTES = 1024 * 1024;

/** Used as the hash of a missing file. */
export const MISSING = 'ENOENT';

/**
 * These errors are used as the hash of a file that cannot be read. The command runs as the same user and cannot read the file either,
 * so as long as the error is the same, nothing has changed.
 */
const UNREADABLE = [MISSING, 'EACCES', 'EPERM', 'ELOOP', 'ENOTDIR', 'EISDIR'];

/** One is hashed while the next piece is read into the other. */
type Buffers = readonly [Buffer, Buffer];

interface Means {
  readonly buffersFor: (fileSize: number) => Buffers;
  readonly known: KnownHashes | undefined;
}

/** Buffers as large as the largest file so far: memory that is allocated but never used also makes V8 collect garbage. */
function reusedBuffers(): Means['buffersFor'] {
  let buffers: Buffers | undefined;
  return fileSize => {
    const bytes = Math.max(SMALLEST_PIECE, Math.min(fileSize + 1, PIECE));
    if (buffers === undefined || buffers[0].length < bytes)
      buffers = [Buffer.allocUnsafe(bytes), Buffer.allocUnsafe(bytes)];
    return buffers;
  };
}

async function hashFile(path: string, means: Means): Promise<string> {
  try {
    return await hashReadable(path, means);
  } catch (error) {
    const code = codeOf(error) ?? '';
    if (UNREADABLE.includes(code)) return code;
    throw error;
  }
}

async function hashReadable(path: string, {buffersFor, known}: Means): Promise<string> {
  const file = await open(path, 'r');
  try {
    const {mode, size} = await file.stat();
    const isExecutable = (mode & 0o111) !== 0;
    const compute = async (): Promise<string> => await hashContents(file, buffersFor(size));
    const hash = await (known && size >= LARGE_BYTES ? known.hashOf(path, file, compute) : compute());
    return `${isExecutable ? 'x:' : ''}${hash}`;
  } finally {
    await file.close();
  }
}

async function hashContents(file: FileHandle, [first, second]: Buffers): Promise<string> {
  const hash = createHash('sha256');
  const read = async (into: Buffer): Promise<Buffer> => into.subarray(0, (await file.read(into)).bytesRead);
  let [piece, free] = [await read(first), second];
  while (piece.length > 0) {
    const next = read(free);
    hash.update(piece);
    free = free === second ? first : second;
    piece = await next;
  }
  return hash.digest('hex');
}
