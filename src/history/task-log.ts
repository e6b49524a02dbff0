import {join} from 'node:path';
import {LOGS} from '../state/history-files.ts';
import {asError, codeOf} from '../vocabulary/caught-error.ts';
import type {OutputStream} from '../vocabulary/event.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import {createLogFiles, LOG_BYTES} from './log-files.ts';

/**
 * The output of a run's tasks in `logs/<task>`. Each line has a time (UTC), a stream and a masked line of output:
 *
 *     2026-11-28T18:05:53.123Z stderr listening on port 3000
 *
 * The stream is `stdout`, `stderr` or `console`, or `bottle` for a note that lines are missing. Large logs are rotated (see
 * {@link LogFiles}); their names are unambiguous, since task names cannot contain a dot.
 */
export interface TaskLogs {
  pathOf(task: TaskName): string;
  /**
   * Appends lines synchronously, so that the log is complete even if bottle is killed. Never throws: lines that cannot be
   * written (full disk, deleted directory) are lost.
   */
  write(task: TaskName, stream: OutputStream, lines: readonly string[]): void;
  /** Opens no more descriptors, and stops writing once a write has failed: the teardown needs descriptors and disk space. */
  economize(): void;
  /** Reopens each log on its next write, after the directory was deleted. */
  reopen(): void;
  close(): void;
}

export interface TaskLogOptions {
  /** Called when the first line is lost. */
  readonly onLoss: (error: Error) => void;
  /** The current time of a clock, in milliseconds. */
  readonly now: () => number;
  /** The size at which a log is rotated. Default: {@link LOG_BYTES}. */
  readonly maxBytes?: number;
}

/** How long writing pauses after a failure. */
const PAUSE_MS = 2_000;

/** Opens the logs of a run; each file is created on its first write. */
export function openTaskLogs(runDir: string, {onLoss, now, maxBytes = LOG_BYTES}: TaskLogOptions): TaskLogs {
  const dir = join(runDir, LOGS);
  const files = createLogFiles(maxBytes);
  const incomplete = new Set<TaskName>();
  let isFrugal = false;
  let lastFailure: {readonly at: number; readonly error: Error} | undefined;
  const pathOf = (task: TaskName): string => join(dir, logName(task));
  const lose = (task: TaskName, error: Error): void => {
    const isFirst = !lastFailure;
    lastFailure = {at: now(), error};
    incomplete.add(task);
    if (isFirst) onLoss(error);
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
        files.append(pathOf(task), `${gap}${lines.map(line => `${time} ${stream} ${line}\n`).join('')}`);
        incomplete.delete(task);
      } catch (error) {
        lose(task, asError(error));
      }
    },
    economize() {
      isFrugal = true;
      files.openNoMore();
    },
    reopen: files.close,
    close: files.close,
  };
}

/** The name of a task's log. The name of the foreground command contains a space. */
export function logName(task: TaskName): string {
  return task.replaceAll(' ', '-');
}
