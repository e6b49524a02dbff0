import {closeSync, openSync, writeSync} from 'node:fs';
import {join} from 'node:path';
import {makeDirectorySync} from '../processes/make-directory.ts';
import {PRIVATE_FILE} from '../state/state-directory.ts';
import type {TaskName} from '../vocabulary/ids.ts';

/** The log files of a run, `logs/<task>.log`, with one line per line of output. */
export interface LogFiles {
  pathOf(task: TaskName): string;
  /**
   * Appends a line synchronously, so that the log is complete even if bottle is killed. Never throws: a line that cannot be
   * written (full disk, deleted directory) is lost.
   */
  write(task: TaskName, line: string): void;
  /** Stops using more file descriptors, and disk space after a failed write: the teardown needs both. */
  economize(): void;
  /** Reopens each log on its next write, after the directory was deleted. */
  reopen(): void;
  close(): void;
}

export interface LogOptions {
  /** Called once, when the first line is lost. */
  readonly onLoss: (error: NodeJS.ErrnoException) => void;
  /** Milliseconds, as of a clock. */
  readonly now: () => number;
}

/** How many logs are open at the same time; closed ones are reopened on demand. */
const MAX_OPEN = 64;

/** How long writing pauses after a failure. */
const PAUSE_MS = 2_000;

/** Opens the logs of a run; each file is created on its first write. */
export function openLogFiles(runDir: string, {onLoss, now}: LogOptions): LogFiles {
  const dir = join(runDir, 'logs');
  const open = new Map<TaskName, number>();
  const incomplete = new Set<TaskName>();
  let maxOpen = MAX_OPEN;
  let isFrugal = false;
  let lastFailure: {readonly at: number; readonly error: NodeJS.ErrnoException} | undefined;
  const pathOf = (task: TaskName): string => join(dir, `${task.replaceAll(' ', '-')}.log`);

  const closeOldest = (): void => {
    const [oldest] = open;
    if (!oldest) return;
    open.delete(oldest[0]);
    closeSync(oldest[1]);
  };
  const openLog = (task: TaskName): number => {
    makeDirectorySync(dir, 0o700);
    if (open.size >= maxOpen) closeOldest();
    try {
      return openSync(pathOf(task), 'a', PRIVATE_FILE);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EMFILE' || open.size === 0) throw error;
      closeOldest();
      return openSync(pathOf(task), 'a', PRIVATE_FILE);
    }
  };
  const lose = (task: TaskName, error: NodeJS.ErrnoException): void => {
    if (!lastFailure) onLoss(error);
    lastFailure = {at: now(), error};
    incomplete.add(task);
  };

  const closeAll = (): void => {
    for (const file of open.values()) closeSync(file);
    open.clear();
  };

  return {
    pathOf,
    write(task, line) {
      if (lastFailure && (isFrugal || now() - lastFailure.at < PAUSE_MS)) {
        incomplete.add(task);
        return;
      }
      try {
        const file = open.get(task) ?? openLog(task);
        open.set(task, file);
        const gap = incomplete.has(task)
          ? `\n[bottle: lines are missing here: ${lastFailure?.error.code}]\n`
          : '';
        writeSync(file, `${gap}${line}\n`);
        incomplete.delete(task);
      } catch (error) {
        lose(task, error as NodeJS.ErrnoException);
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
