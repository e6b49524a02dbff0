import {open, type FileHandle} from 'node:fs/promises';
import type {Diagnostic} from '../vocabulary/diagnostic.ts';
import {MAX_LENGTH, tooLong} from './yaml/parse.ts';

/**
 * The text of a launch file, or that it is too large. Reads no further than a launch file can be long, since a device or a
 * pipe may never end.
 * @throws the error of the system if the file cannot be read
 */
export async function readLaunchText(
  path: string,
): Promise<{readonly text: string} | {readonly problem: Diagnostic}> {
  const file = await open(path);
  try {
    const text = await readAtMost(file, MAX_BYTES);
    return text === undefined ? {problem: tooLong(path)} : {text};
  } finally {
    await file.close();
  }
}

/** `undefined` if there is more. */
async function readAtMost(file: FileHandle, maxBytes: number): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  for (let length = 0; length <= maxBytes;) {
    const {bytesRead, buffer} = await file.read({buffer: Buffer.allocUnsafe(CHUNK)});
    if (bytesRead === 0) return Buffer.concat(chunks).toString('utf8');
    chunks.push(buffer.subarray(0, bytesRead));
    length += bytesRead;
  }
  return undefined;
}

const CHUNK = 65_536;

/** A character takes three bytes at most for each of its units. */
const MAX_BYTES = 3 * MAX_LENGTH;
