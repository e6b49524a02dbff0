import {closeSync, openSync} from 'node:fs';
import {join} from 'node:path';
import {makeDirectorySync} from '../processes/make-directory.ts';
import {EVENT_LOG} from '../state/history-files.ts';
import {PRIVATE_FILE} from '../state/state-directory.ts';
import {asError, hasCode} from '../vocabulary/caught-error.ts';
import type {RunEvent} from '../vocabulary/event.ts';
import {writeAll} from '../processes/write-all.ts';

/**
 * The events of a run, one per line in `runs/<id>/events.ndjson`: all events except output, from `run-started` to `run-ended`, with
 * secrets masked. `time` is the wall-clock time in UTC, with milliseconds; `at` is the time since the start, in milliseconds.
 *
 * The format is a line of JSON for each event. Lines are only appended, and the file is never rotated:
 * - `run-started` has the version of the format. Readers ignore unknown events.
 * - Output is in `logs/` (see task-log.ts), since it grows without limit. Probe attempts are left out as well; `probe-passed` and the
 *   failure of a task contain their number. `liveness-changed` is written only for transitions.
 * - The journal is a different file: it is written before a resource is created and deleted at the end of the run. Events are written
 *   right after they happen (those of tasks that stop together, at the end of the turn), without fdatasync, and are kept.
 * - If a process dies during a write, its last line is incomplete; readers skip it.
 */
export type LoggedEvent = {readonly time: string} & RunEvent;

/** Writes a run's events. */
export interface EventLog {
  /**
   * Appends events synchronously, with one write, so that no event is lost if bottle is killed. Never throws: if the disk is full, they
   * are written along with a later one.
   */
  append(...events: readonly RunEvent[]): void;
  /** Stops writing once a write has failed, since the teardown needs the disk space. */
  economize(): void;
  /** Recreates the file after the directory was deleted, with the latest event of each type for each task. */
  reopen(): void;
  /** Writes the remaining events and closes the file. */
  close(): void;
}

export interface EventLogOptions {
  /** Called the first time that an event cannot be written. */
  readonly onLoss: (error: Error) => void;
  /** The current time of a clock, in milliseconds. */
  readonly now: () => number;
}

/** How long writing pauses after a failure. */
const PAUSE_MS = 2_000;

/** Opens the event log of the run in `runDir`. Keeps the descriptor open, since bottle may run out of descriptors later. */
export function openEventLog(runDir: string, {onLoss, now}: EventLogOptions): EventLog {
  const path = join(runDir, EVENT_LOG);
  /** The latest line for each event type and task, used to recreate a deleted file. */
  const latest = new Map<string, string>();
  let file: number | undefined;
  let pending: string[] = [];
  let torn = '';
  let failedAt: number | undefined;
  let isFrugal = false;

  const write = (): void => {
    try {
      file ??= openFile(path);
      const text = Buffer.from(`${torn}${pending.join('')}`);
      torn = '\n';
      writeAll(file, text);
      torn = '';
      pending = [];
    } catch (error) {
      const isFirst = failedAt === undefined;
      failedAt = now();
      if (pending.length > MOST_PENDING) pending = [...latest.values()];
      if (isFirst) onLoss(asError(error));
    }
  };
  const close = (): void => {
    if (file !== undefined) closeSync(file);
    file = undefined;
  };
  return {
    append(...events) {
      const logged = events.filter(({type}) => type !== 'task-output' && type !== 'probe-attempted');
      if (logged.length === 0) return;
      const time = new Date().toISOString();
      for (const event of logged) {
        const line = `${JSON.stringify({time, ...event})}\n`;
        const key = keyOf(event);
        latest.delete(key);
        latest.set(key, line);
        pending.push(line);
      }
      const isPaused = failedAt !== undefined && (isFrugal || now() - failedAt < PAUSE_MS);
      if (!isPaused) write();
    },
    economize: () => void (isFrugal = true),
    reopen() {
      close();
      torn = '';
      pending = [...latest.values()];
      write();
    },
    close() {
      if (pending.length > 0) write();
      close();
    },
  };
}

/** Maximum number of events that wait for space on a full disk. */
const MOST_PENDING = 10_000;

function keyOf(event: RunEvent): string {
  const {task = '', probe = ''} = event as {readonly task?: string; readonly probe?: string};
  return `${event.type} ${task} ${probe}`;
}

function openFile(path: string): number {
  try {
    return openSync(path, 'a', PRIVATE_FILE);
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
    makeDirectorySync(join(path, '..'), 0o700);
    return openSync(path, 'a', PRIVATE_FILE);
  }
}
