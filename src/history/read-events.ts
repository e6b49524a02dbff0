import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {ifExists} from '../processes/expected-error.ts';
import {EVENT_LOG} from '../state/history-files.ts';
import type {LoggedEvent} from './event-log.ts';
import {emptyStatus, fold, type RunStatus} from './run-status.ts';

/** The state of the run in `dir` according to its events on disk; `undefined` without events. */
export async function readStatus(dir: string): Promise<RunStatus | undefined> {
  const status = (await readEvents(dir)).reduce(fold, emptyStatus);
  return status.started && status;
}

/** All events of the run in `dir` on disk. */
export async function readEvents(dir: string): Promise<readonly LoggedEvent[]> {
  const text = (await ifExists(readFile(join(dir, EVENT_LOG), 'utf8'))) ?? '';
  return text.split('\n').flatMap(line => parseEvent(line) ?? []);
}

/** Parses a line; `undefined` if it is incomplete. */
export function parseEvent(line: string): LoggedEvent | undefined {
  try {
    const value = JSON.parse(line) as Partial<LoggedEvent> | null;
    const isEvent = typeof value?.type === 'string' && typeof value.time === 'string';
    return isEvent ? (value as LoggedEvent) : undefined;
  } catch {
    return undefined;
  }
}
