import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {setTimeout as delay} from 'node:timers/promises';

export interface MarkedProcess {
  readonly pid: number;
  /** Its command line. */
  readonly commandLine: string;
}

/**
 * The living processes that have `mark` somewhere in the environment they were started with. Files of /proc are in memory:
 * to read them without waiting takes a tenth of the time.
 */
export function processesWith(mark: string): readonly MarkedProcess[] {
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .flatMap(pid => {
      if (!environmentOf(pid).includes(mark)) return [];
      const commandLine = contentOf(pid, 'cmdline').toString().replaceAll('\0', ' ').trim();
      return [{pid: Number(pid), commandLine}];
    });
}

/** Kills them, and those that they start meanwhile. */
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
    // It ended by itself.
  }
}

/** Neither a zombie nor a thread of the kernel has one, and for a moment no process that executes another program. */
function environmentOf(pid: string): Buffer {
  for (let attempt = 1; ; attempt++) {
    const environment = contentOf(pid, 'environ');
    if (environment.length > 0 || attempt === MAX_ATTEMPTS || !isExecuting(pid)) return environment;
  }
}

/** About 0.1 s; the moment is one of microseconds, unless another process has the core. */
const MAX_ATTEMPTS = 2_000;

function isExecuting(pid: string): boolean {
  return contentOf(pid, 'cmdline').length === 0 && existsSync(`/proc/${pid}/exe`);
}

function contentOf(pid: string, file: string): Buffer {
  try {
    return readFileSync(`/proc/${pid}/${file}`);
  } catch {
    return Buffer.alloc(0);
  }
}
