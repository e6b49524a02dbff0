import {closeSync, mkdirSync, openSync, writeSync} from 'node:fs';
import {join} from 'node:path';
import {PRIVATE_FILE} from '../state/state-directory.ts';
import type {TaskName} from '../vocabulary/ids.ts';

/** The logs of a run's tasks, `logs/<task>.log`, a line of output each. */
export interface LogFiles {
  pathOf(task: TaskName): string;
  /** Appends a line. It is with the system when this returns, so that a log is whole up to the moment bottle is killed. */
  write(task: TaskName, line: string): void;
  close(): void;
}

/** The logs in the directory of a run; each is made when there is something to write. */
export function openLogFiles(runDir: string): LogFiles {
  const dir = join(runDir, 'logs');
  const open = new Map<TaskName, number>();
  mkdirSync(dir, {recursive: true, mode: 0o700});
  const pathOf = (task: TaskName): string => join(dir, `${task.replaceAll(' ', '-')}.log`);
  return {
    pathOf,
    write(task, line) {
      const file = open.get(task) ?? openSync(pathOf(task), 'a', PRIVATE_FILE);
      open.set(task, file);
      writeSync(file, `${line}\n`);
    },
    close() {
      for (const file of open.values()) closeSync(file);
      open.clear();
    },
  };
}
