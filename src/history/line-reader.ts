import {closeSync, fstatSync, openSync, readdirSync, readSync, statSync} from 'node:fs';
import {basename, dirname} from 'node:path';
import {hasCode} from '../vocabulary/caught-error.ts';

/** Reads the lines of a file that another process appends to and may rotate (see task-log.ts). */
export interface LineReader {
  /** Lets {@link next} read up to the current end of the file, and returns that position. */
  extend(): Place;
  /** The next complete line up to that position; `undefined` after the last one. */
  next(): string | undefined;
  /** The position after the last line returned. */
  place(): Place;
  /** How many parts have been deleted since the last call before they were read completely, because the reader was too slow. */
  missed(): number;
}

/** A position in a file and its rotated parts: the number of a part and the offset in the part. */
export interface Place {
  readonly part: number;
  readonly bytes: number;
}

/** Whether a position is before another one. */
export function isBefore(one: Place, other: Place): boolean {
  return one.part < other.part || (one.part === other.part && one.bytes < other.bytes);
}

/** The number of the first part; part 0 means that nothing has been read. */
const FIRST_PART = 1;

/** Number of bytes per read. */
const CHUNK_BYTES = 64 * 1024;

/**
 * Starts at the oldest part of `path`, which may not exist yet. Does not return an incomplete last line. Keeps no descriptor open, since
 * a run may have hundreds of logs.
 */
export function createLineReader(path: string): LineReader {
  let end: Place = {part: 0, bytes: 0};
  /** The inode of the current file; `undefined` if the file did not exist. */
  let inode: number | undefined;
  let isKnown = false;
  /** The position of the next chunk. The incomplete line before it is in `rest`. */
  let read: Place = {part: 0, bytes: 0};
  let rest: Buffer = Buffer.alloc(0);
  let lines: readonly Line[] = [];
  let taken = 0;
  let given = read;
  let missed = 0;

  const goTo = (place: Place): void => {
    read = place;
    rest = Buffer.alloc(0);
  };
  /** Reads the next chunk; `false` if there is nothing to read before the end. */
  const readChunk = (): boolean => {
    if (!isBefore(read, end)) return false;
    const isCurrent = read.part === end.part;
    const most = isCurrent ? Math.min(CHUNK_BYTES, end.bytes - read.bytes) : CHUNK_BYTES;
    const chunk = readPart(path, read, {most, inode: isCurrent ? inode : undefined});
    if (chunk === undefined || chunk.length === 0) {
      if (isCurrent) return false;
      if (!chunk) missed++;
      goTo({part: read.part + 1, bytes: 0});
      return true;
    }
    const start = {part: read.part, bytes: read.bytes - rest.length};
    read = {part: read.part, bytes: read.bytes + chunk.length};
    const bytes = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    lines = splitLines(bytes, start);
    taken = 0;
    const last = lines.at(-1);
    rest = bytes.subarray((last?.end.bytes ?? start.bytes) - start.bytes);
    // A rotated part does not grow. The reader moves on now, since the part may be deleted before the next read.
    if (!isCurrent && chunk.length < most) goTo({part: read.part + 1, bytes: 0});
    return true;
  };
  return {
    extend() {
      const current = statOf(path);
      const hasOnlyRotated = current === undefined && end.part > FIRST_PART;
      if (!isKnown || current?.ino !== inode || hasOnlyRotated) {
        const found = partsOf(path);
        const isFirst = !isKnown;
        isKnown = true;
        const isNew = inode !== undefined && found.current <= end.part && found.inode !== inode;
        inode = found.inode;
        end = {part: found.current, bytes: found.bytes};
        // Parts were deleted before they were read.
        if (!isFirst && !isNew && read.part < found.oldest)
          missed += found.oldest - Math.max(FIRST_PART, read.part);
        if (isNew || read.part < found.oldest) goTo({part: found.oldest, bytes: 0});
      } else if (current) {
        end = {...end, bytes: current.size};
      }
      return end;
    },
    next() {
      while (taken === lines.length) if (!readChunk()) return undefined;
      const line = lines[taken++];
      given = line?.end ?? given;
      return line?.text;
    },
    place: () => given,
    missed() {
      const parts = missed;
      missed = 0;
      return parts;
    },
  };
}

interface Line {
  readonly text: string;
  readonly end: Place;
}

function splitLines(bytes: Buffer, {part, bytes: before}: Place): readonly Line[] {
  const lines: Line[] = [];
  let start = 0;
  for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, start)) {
    lines.push({text: bytes.toString('utf8', start, at), end: {part, bytes: before + at + 1}});
    start = at + 1;
  }
  return lines;
}

/** Reads bytes of a part; `undefined` if the part was deleted. The current part, identified by its inode, may have been rotated. */
function readPart(
  path: string,
  {part, bytes: position}: Place,
  {most, inode}: {readonly most: number; readonly inode: number | undefined},
): Buffer | undefined {
  const rotated = `${path}.${part}`;
  const file = openPart(inode === undefined ? rotated : path, inode) ?? openPart(rotated, inode);
  if (file === undefined) return undefined;
  const bytes = Buffer.alloc(most);
  try {
    return bytes.subarray(0, readSync(file, bytes, 0, most, position));
  } finally {
    closeSync(file);
  }
}

function openPart(path: string, inode: number | undefined): number | undefined {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
  if (inode === undefined || fstatSync(file).ino === inode) return file;
  closeSync(file);
  return undefined;
}

/** The parts of a log, numbered from `oldest` to `current`; the file of the current part has no number in its name. */
interface Parts {
  readonly oldest: number;
  readonly current: number;
  readonly inode: number | undefined;
  readonly bytes: number;
}

/** Lists the parts, again if the log was rotated in the meantime. */
function partsOf(path: string): Parts {
  const numbers = rotatedParts(path);
  const {ino, size = 0} = statOf(path) ?? {};
  const last = numbers.at(-1) ?? 0;
  if (ino !== undefined && (rotatedParts(path).at(-1) ?? 0) !== last) return partsOf(path);
  return {oldest: numbers[0] ?? last + 1, current: last + 1, inode: ino, bytes: size};
}

function rotatedParts(path: string): readonly number[] {
  const prefix = `${basename(path)}.`;
  let names: readonly string[];
  try {
    names = readdirSync(dirname(path));
  } catch {
    return [];
  }
  const numbers = names
    .filter(name => name.startsWith(prefix))
    .map(name => Number(name.slice(prefix.length)));
  return numbers.filter(Number.isInteger).sort((a, b) => a - b);
}

function statOf(path: string): {readonly ino: number; readonly size: number} | undefined {
  return statSync(path, {throwIfNoEntry: false});
}
