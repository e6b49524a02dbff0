import {closeSync, fstatSync, openSync, renameSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {makeDirectorySync} from '../processes/make-directory.ts';
import {LOGS} from '../state/history-files.ts';
import {PRIVATE_FILE} from '../state/state-directory.ts';
import {asError, codeOf, hasCode} from '../vocabulary/caught-error.ts';
import type {OutputStream} from '../vocabulary/event.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import {writeAll} from '../processes/write-all.ts';

/**
 * The output of a run's tasks, `logs/<task>`: a line for each line of output, masked, with its time (UTC) and stream:
 *
 *     2026-11-28T18:05:53.123Z stderr listening on port 3000
 *
 * The stream is `stdout`, `stderr` or `console`, or `bottle` for a note that lines are missing. A log that has reached
 * {@link LOG_BYTES} is renamed to `<task>.1`, the next one to `<task>.2`, and so on; the newest {@link KEPT_LOGS} of these are
 * kept. Numbers rise instead of shifting, so that a reader never sees one file under two names. Task names cannot contain a dot.
 */
export interface TaskLogs {
  pathOf(task: TaskName): string;
  /**
   * Appends lines synchronously, so that the log is complete even if bottle is killed. Never throws: lines that cannot be
   * written (full disk, deleted directory) are lost.
   */
  write(task: TaskName, stream: OutputStream, lines: readonly string[]): void;
  /** Stops using more file descriptors, and disk space after a failed write: the teardown needs both. */
  economize(): void;
  /** Reopens each log on its next write, after the directory was deleted. */
  reopen(): void;
  close(): void;
}

export interface TaskLogOptions {
  /** Called once, when the first line is lost. */
  readonly onLoss: (error: Error) => void;
  /** Milliseconds, as of a clock. */
  readonly now: () => number;
  /** The size at which a log is rotated. Default: {@link LOG_BYTES}. */
  readonly maxBytes?: number;
}

/** The defaults of Kubernetes: five files of 10 MiB, including the current one. */
export const LOG_BYTES = 10 * 1024 * 1024;
export const KEPT_LOGS = 4;

/** How many logs are open at the same time; closed ones are reopened on demand. */
const MAX_OPEN = 64;

/** How long writing pauses after a failure. */
const PAUSE_MS = 2_000;

interface OpenLog {
  readonly file: number;
  bytes: number;
}

/** Opens the logs of a run; each file is created on its first write. */
export function openTaskLogs(runDir: string, {onLoss, now, maxBytes = LOG_BYTES}: TaskLogOptions): TaskLogs {
  const dir = join(runDir, LOGS);
  const open = new Map<TaskName, OpenLog>();
  const rotations = new Map<TaskName, number>();
  const incomplete = new Set<TaskName>();
  let maxOpen = MAX_OPEN;
  let isFrugal = false;
  let lastFailure: {readonly at: number; readonly error: Error} | undefined;
  const pathOf = (task: TaskName): string => join(dir, logName(task));

  const closeOldest = (): void => {
    const [oldest] = open;
    if (!oldest) return;
    open.delete(oldest[0]);
    closeSync(oldest[1].file);
  };
  const openLog = (task: TaskName): OpenLog => {
    makeDirectorySync(dir, 0o700);
    if (open.size >= maxOpen) closeOldest();
    try {
      return openForAppend(pathOf(task));
    } catch (error) {
      if (!hasCode(error, 'EMFILE') || open.size === 0) throw error;
      closeOldest();
      return openForAppend(pathOf(task));
    }
  };
  const rotate = (task: TaskName, {file}: OpenLog): void => {
    open.delete(task);
    closeSync(file);
    const number = (rotations.get(task) ?? 0) + 1;
    renameSync(pathOf(task), `${pathOf(task)}.${number}`);
    rotations.set(task, number);
    rmSync(`${pathOf(task)}.${number - KEPT_LOGS}`, {force: true});
  };
  const append = (task: TaskName, text: string): void => {
    const log = open.get(task) ?? openLog(task);
    open.set(task, log);
    const bytes = Buffer.from(text);
    writeAll(log.file, bytes);
    log.bytes += bytes.length;
    if (log.bytes >= maxBytes) rotate(task, log);
  };
  const lose = (task: TaskName, error: Error): void => {
    const isFirst = !lastFailure;
    lastFailure = {at: now(), error};
    incomplete.add(task);
    if (isFirst) onLoss(error);
  };
  const closeAll = (): void => {
    for (const {file} of open.values()) closeSync(file);
    open.clear();
  };

  return {
    pathOf,
    write(task, stream, lines) {
      if (lines.length === 0) return;
      if (lastFailure && (isFrugal || now() - lastFailure.at < PAUSE_MS)) {
        incomplete.add(task);
        return;
      }
      const time = new Date().toISOString();
      const gap = incomplete.has(task)
        ? `\n${time} bottle lines are missing here: ${codeOf(lastFailure?.error)}\n`
        : '';
      try {
        append(task, `${gap}${lines.map(line => `${time} ${stream} ${line}\n`).join('')}`);
        incomplete.delete(task);
      } catch (error) {
        lose(task, asError(error));
      }
    },
    economize() {
      isFrugal = true;
      maxOpen = open.size;
    },
    reopen: closeAll,
    close: closeAll,
  };
}

/** The name of a task's log; that of the foreground command has a space. */
export function logName(task: TaskName): string {
  return task.replaceAll(' ', '-');
}

function openForAppend(path: string): OpenLog {
  const file = openSync(path, 'a', PRIVATE_FILE);
  return {file, bytes: fstatSync(file).size};
}
