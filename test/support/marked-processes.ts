import {readdir, readFile} from 'node:fs/promises';

export interface MarkedProcess {
  readonly pid: number;
  /** Its command line. */
  readonly words: string;
}

/** The living processes that have `mark` somewhere in the environment they were started with. */
export async function processesWith(mark: string): Promise<readonly MarkedProcess[]> {
  const pids = (await readdir('/proc')).filter(name => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async pid => {
      const [environment, words] = await Promise.all(
        ['environ', 'cmdline'].map(async file => await textOf(pid, file)),
      );
      // A zombie has neither.
      return environment?.includes(mark)
        ? [{pid: Number(pid), words: (words ?? '').replaceAll('\0', ' ').trim()}]
        : [];
    }),
  );
  return found.flat();
}

/** Kills them, and those that they start meanwhile. */
export async function killAll(mark: string): Promise<void> {
  for (let left = await processesWith(mark); left.length > 0; left = await processesWith(mark)) {
    for (const {pid} of left) kill(pid);
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself.
  }
}

async function textOf(pid: string, file: string): Promise<string | undefined> {
  return await readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => undefined);
}
