import {renameSync, rmSync, statSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {ignoreSystemErrors} from '../../processes/expected-error.ts';
import {makeDirectorySync} from '../../processes/make-directory.ts';

/**
 * The log of the process of a detached run: the end of the run, and bugs. It is stored with the logs of tasks, with a dot in its name to
 * avoid conflicts with task names.
 */
export interface ProcessLog {
  /** Moves the log into the directory of the run. The process keeps it open and continues to write to it. */
  moveTo(runDir: string): void;
  /** Removes the log if it is empty. */
  close(): void;
}

const NAME = join('logs', 'process.log');

export function openProcessLog(path: string): ProcessLog {
  let current = path;
  return {
    moveTo(runDir) {
      const target = join(runDir, NAME);
      attempt(() => {
        makeDirectorySync(dirname(target), 0o700);
        renameSync(current, target);
        current = target;
      });
    },
    close() {
      attempt(() => {
        if (statSync(current).size === 0) rmSync(current);
      });
    },
  };
}

/** Ignores errors, since the run does not depend on the log. */
function attempt(act: () => void): void {
  try {
    act();
  } catch (error) {
    ignoreSystemErrors(error);
  }
}
