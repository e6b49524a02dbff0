import {readdirSync} from 'node:fs';
import {setTimeout as delay} from 'node:timers/promises';
import {processEnvironment, processText} from '../../src/processes/proc-files.ts';

export interface MarkedProcess {
  readonly pid: number;
  /** Its command line. */
  readonly commandLine: string;
}

/**
 * Running processes with `mark` in their initial environment. Files of /proc are in memory, so synchronous reads take a
 * tenth of the time.
 */
export function processesWith(mark: string): readonly MarkedProcess[] {
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .map(Number)
    .flatMap(pid => {
      if (!processEnvironment(pid).includes(mark)) return [];
      const commandLine = (processText(pid, 'cmdline') ?? '').replaceAll('\0', ' ').trim();
      return [{pid, commandLine}];
    });
}

/** Kills these processes, and those that they start meanwhile. */
export async function killAll(mark: string): Promise<void> {
  for (let left = processesWith(mark); left.length > 0; left = processesWith(mark)) {
    for (const {pid} of left) kill(pid);
    await delay(2);
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // The process has already ended.
  }
}
