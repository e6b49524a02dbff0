import {closeSync, fstatSync, openSync, readSync} from 'node:fs';
import {join} from 'node:path';
import {fieldsOf} from './fields.ts';

/** The event log in a run's directory. */
export const EVENT_LOG = 'events.ndjson';

/** The folder for task output in a run's directory. */
export const LOGS = 'logs';

/** Facts about an ended run, from its events. */
export interface EndedRun {
  /** The absolute path of the launch file. */
  readonly file: string;
  /** The name of the run in commands. */
  readonly runName: string;
}

/**
 * The run in `dir`, if its event log is complete. Only the first and the last event are read, and synchronously, since there may be
 * hundreds of ended runs.
 */
export function endedRun(dir: string): EndedRun | undefined {
  let log: number | undefined;
  try {
    log = openSync(join(dir, EVENT_LOG), 'r');
    const {size} = fstatSync(log);
    const last = fieldsOf(JSON.parse(lineBefore(log, size)));
    if (last.type !== 'run-ended') return undefined;
    const {file, runName} = fieldsOf(JSON.parse(lineAfter(log, 0)));
    return typeof file === 'string' && typeof runName === 'string' ? {file, runName} : undefined;
  } catch {
    // The log is missing or truncated.
    return undefined;
  } finally {
    if (log !== undefined) closeSync(log);
  }
}

/** Most events are shorter. The first event of a run with hundreds of tasks takes a few more reads. */
const CHUNK_BYTES = 4_096;

/** The last line, which ends at `size`. */
function lineBefore(file: number, size: number, length = CHUNK_BYTES): string {
  const start = Math.max(0, size - length);
  const bytes = readBytes(file, start, size - start);
  const lineStart = bytes.lastIndexOf(LINE_BREAK, bytes.length - 2);
  return lineStart === -1 && start > 0
    ? lineBefore(file, size, length * 8)
    : bytes.toString('utf8', lineStart + 1);
}

function lineAfter(file: number, start: number, length = CHUNK_BYTES): string {
  const bytes = readBytes(file, start, length);
  const end = bytes.indexOf(LINE_BREAK);
  return end === -1 && bytes.length === length
    ? lineAfter(file, start, length * 8)
    : bytes.toString('utf8', 0, end);
}

const LINE_BREAK = 10;

function readBytes(file: number, start: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  return bytes.subarray(0, readSync(file, bytes, 0, length, start));
}
