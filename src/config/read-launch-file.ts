import {closeSync, openSync, readSync, statSync} from 'node:fs';
import {open} from 'node:fs/promises';
import type {Diagnostic} from '../vocabulary/diagnostic.ts';
import {MAX_LENGTH, tooLong} from './yaml/parse.ts';

/**
 * Reads the text of a launch file, or returns a problem if it is too large. Stops reading at the maximum length of a launch file,
 * since a device or a pipe may never end.
 * @throws the error of the system if the file cannot be read
 */
export async function readLaunchText(
  path: string,
): Promise<{readonly text: string} | {readonly problem: Diagnostic}> {
  const file = await openReader(path);
  try {
    const text = await readAtMost(file, MAX_BYTES);
    return text === undefined ? {problem: tooLong(path)} : {text};
  } finally {
    await file.close();
  }
}

interface Reader {
  /** Fills the buffer from its start; returns the number of bytes read, 0 at the end of the file. */
  read(buffer: Buffer): Promise<number> | number;
  close(): Promise<void> | void;
}

/**
 * A regular file is read synchronously, which is faster than loading Node's modules for asynchronous reads. A pipe is read
 * asynchronously, since it may have no data for minutes.
 */
async function openReader(path: string): Promise<Reader> {
  if (statSync(path).isFile()) {
    const file = openSync(path, 'r');
    return {read: buffer => readSync(file, buffer), close: () => closeSync(file)};
  }
  const file = await open(path);
  return {
    read: async buffer => (await file.read({buffer})).bytesRead,
    close: async () => await file.close(),
  };
}

/** The text; `undefined` if it is longer. */
async function readAtMost(file: Reader, maxBytes: number): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  for (let length = 0; length <= maxBytes;) {
    const buffer = Buffer.allocUnsafe(CHUNK);
    const bytes = await file.read(buffer);
    if (bytes === 0) return Buffer.concat(chunks).toString('utf8');
    chunks.push(buffer.subarray(0, bytes));
    length += bytes;
  }
  return undefined;
}

const CHUNK = 65_536;

/** Each UTF-16 unit takes at most three bytes. */
const MAX_BYTES = 3 * MAX_LENGTH;
