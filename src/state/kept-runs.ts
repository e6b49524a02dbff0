import {appendFileSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {isRunId, type RunId} from '../vocabulary/ids.ts';
import {fieldsOf} from './fields.ts';
import type {EndedRun} from './history-files.ts';
import {removeFile} from './remove-file.ts';
import {replaceFile} from './replace-file.ts';
import {PRIVATE_FILE} from './state-directory.ts';

/** Facts about an ended run whose history is kept. */
export interface KeptRun extends EndedRun {
  /** The size of its events and logs. */
  readonly bytes: number;
}

export type KeptRuns = ReadonlyMap<RunId, KeptRun>;

/**
 * `kept.ndjson` in the state directory: one line of JSON per kept run, so that the next run need not read the events of hundreds of
 * runs. It is only a cache: ended runs never change, and missing facts are read from their events. Lines of deleted runs are
 * harmless. If two processes write at the same time, a line may be lost.
 */
const KEPT_RUNS = 'kept.ndjson';

/** Reads the cache, synchronously because the file is small. */
export function readKeptRuns(stateDir: string): KeptRuns {
  const lines = linesOf(join(stateDir, KEPT_RUNS));
  return new Map((parseAll(lines) ?? lines.flatMap(parseLine)).flatMap(keptRun));
}

/**
 * Writes the facts of `kept` to the cache.
 *
 * @param before the result of {@link readKeptRuns}
 */
export async function rememberKeptRuns(stateDir: string, kept: KeptRuns, before: KeptRuns): Promise<void> {
  const path = join(stateDir, KEPT_RUNS);
  const added = [...kept].filter(([id]) => !before.has(id));
  const stale = before.size + added.length - kept.size;
  if (stale > Math.max(kept.size, MOST_STALE)) await replaceFile(path, [...kept].map(lineOf).join(''));
  else if (added.length > 0) appendFileSync(path, added.map(lineOf).join(''), {mode: PRIVATE_FILE});
}

/** Deletes the cache to free disk space. */
export function forgetKeptRuns(stateDir: string): void {
  removeFile(join(stateDir, KEPT_RUNS));
}

/** The file is rewritten when it has more lines of deleted runs than this number and than lines of kept runs. */
const MOST_STALE = 50;

function linesOf(path: string): readonly string[] {
  try {
    return readFileSync(path, 'utf8').split('\n');
  } catch {
    // The file is missing or unreadable.
    return [];
  }
}

function lineOf([run, {file, runName, bytes}]: readonly [RunId, KeptRun]): string {
  return `${JSON.stringify({run, file, runName, bytes})}\n`;
}

/** Parses all lines together, which takes a fraction of the time; `undefined` if one of them is damaged. */
function parseAll(lines: readonly string[]): readonly unknown[] | undefined {
  try {
    return JSON.parse(`[${lines.filter(line => line !== '').join(',')}]`) as readonly unknown[];
  } catch {
    return undefined;
  }
}

/** A truncated line counts as missing. */
function parseLine(line: string): readonly unknown[] {
  try {
    return [JSON.parse(line)];
  } catch {
    return [];
  }
}

/** A line from another version counts as missing. */
function keptRun(line: unknown): [RunId, KeptRun][] {
  const {run, file, runName, bytes} = fieldsOf(line);
  const isWhole = typeof file === 'string' && typeof runName === 'string' && typeof bytes === 'number';
  return typeof run === 'string' && isRunId(run) && isWhole ? [[run, {file, runName, bytes}]] : [];
}
