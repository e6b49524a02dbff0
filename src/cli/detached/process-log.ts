import {renameSync, rmSync, statSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {ignoreSystemErrors} from '../../processes/expected-error.ts';
import {makeDirectorySync} from '../../processes/make-directory.ts';

/**
 * The log of the process of a detached run itself: how the run ended, and bugs. It is kept with the logs of the tasks, whose names
 * cannot contain a dot.
 */
export interface ProcessLog {
  /** Moves it into the directory of the run. The process has it open and continues to write to it. */
  moveTo(runDir: string): void;
  /** Removes it if it is empty. */
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
