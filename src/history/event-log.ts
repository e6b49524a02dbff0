import {closeSync, openSync} from 'node:fs';
import {join} from 'node:path';
import {makeDirectorySync} from '../processes/make-directory.ts';
import {EVENT_LOG} from '../state/history-files.ts';
import {PRIVATE_FILE} from '../state/state-directory.ts';
import type {RunEvent} from '../vocabulary/event.ts';
import {writeAll} from './write-all.ts';

/**
 * One line of a run's events, `runs/<id>/events.ndjson`: everything that happened to the run but output, from `run-started` to
 * `run-ended`, with secrets masked. `time` is the wall clock in UTC, with milliseconds; `at` is milliseconds since the start.
 *
 * The format is a line of JSON for each event, only ever appended and never rotated:
 * - `run-started` has the version of the format. Readers ignore events that they do not know.
 * - Output is in `logs/` (see task-log.ts), since it grows without limit. Attempts of probes are left out as well: `probe-passed`
 *   and the failure of a task count them. `liveness-changed` is written for transitions only.
 * - Not the journal: what a recovery needs must be on disk before something is made, and is deleted with the run. Events are
 *   written right after they happened, without fdatasync, and stay.
 * - The last line of a process that died while it wrote is torn; readers skip it.
 */
export type LoggedEvent = {readonly time: string} & RunEvent;

/** The events of a run that are being written. */
export interface EventLog {
  /**
   * Appends an event synchronously, so that none is missing if bottle is killed. Never throws: on a full disk, the event is
   * written with a later one.
   */
  append(event: RunEvent): void;
  /** Stops using disk space after a failed write: the teardown needs it. */
  economize(): void;
  /** Begins the file anew after the directory was deleted, with the latest event of each sort. */
  reopen(): void;
  /** Writes what could not be written so far, and closes the file. */
  close(): void;
}

export interface EventLogOptions {
  /** Called once, when an event cannot be written. */
  readonly onLoss: (error: NodeJS.ErrnoException) => void;
  /** Milliseconds, as of a clock. */
  readonly now: () => number;
}

/** How long writing pauses after a failure. */
const PAUSE_MS = 2_000;

/** Opens the events of the run in `runDir`; its file descriptor is kept, since later there may be none. */
export function openEventLog(runDir: string, {onLoss, now}: EventLogOptions): EventLog {
  const path = join(runDir, EVENT_LOG);
  /** The latest line of each sort of event and task: what a deleted file begins with again. */
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
      if (isFirst) onLoss(error as NodeJS.ErrnoException);
    }
  };
  const close = (): void => {
    if (file !== undefined) closeSync(file);
    file = undefined;
  };
  return {
    append(event) {
      if (event.type === 'task-output' || event.type === 'probe-attempted') return;
      const line = `${JSON.stringify({time: new Date().toISOString(), ...event})}\n`;
      const key = keyOf(event);
      latest.delete(key);
      latest.set(key, line);
      pending.push(line);
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

/** How many events wait for space on a full disk. */
const MOST_PENDING = 10_000;

function keyOf(event: RunEvent): string {
  const {task = '', probe = ''} = event as {readonly task?: string; readonly probe?: string};
  return `${event.type} ${task} ${probe}`;
}

function openFile(path: string): number {
  try {
    return openSync(path, 'a', PRIVATE_FILE);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    makeDirectorySync(join(path, '..'), 0o700);
    return openSync(path, 'a', PRIVATE_FILE);
  }
}
