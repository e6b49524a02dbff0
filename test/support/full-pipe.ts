import {execFileSync} from 'node:child_process';
import {closeSync, constants, openSync, readSync, writeSync} from 'node:fs';
import {join} from 'node:path';
import {expect, onTestFinished} from 'vitest';
import {processEntries, processLink, processText} from '../../src/processes/proc-files.ts';

/** A named pipe with a reader that does not read, so nothing more can be written to it. */
export interface FullPipe {
  readonly path: string;
  /** Returns what is in the pipe now, without the filling. */
  read(): string;
  /** Waits until a process waits for room in the pipe, so it has output that it cannot write. */
  blocks(pid: number): Promise<void>;
}

/** Creates a pipe in a folder, and fills it. */
export function fullPipe(folder: string): FullPipe {
  const path = join(folder, 'full');
  execFileSync('mkfifo', [path]);
  const descriptor = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
  onTestFinished(() => closeSync(descriptor));
  untilBlocked(() => writeSync(descriptor, FILLING));
  return {
    path,
    read() {
      const chunks: Buffer[] = [];
      untilBlocked(() => {
        const chunk = Buffer.alloc(65_536);
        chunks.push(chunk.subarray(0, readSync(descriptor, chunk)));
      });
      return Buffer.concat(chunks).toString().replaceAll(FILLING, '');
    },
    async blocks(pid) {
      await expect.poll(() => pollsForWriting(pid, path), {interval: 5, timeout: 20_000}).toBe(true);
    },
  };
}

const EPOLLOUT = 4;

/** Whether a process polls a file for writing, according to its epoll instances. */
function pollsForWriting(pid: number, path: string): boolean {
  return processEntries(pid, 'fdinfo').some(epoll =>
    [...(processText(pid, `fdinfo/${epoll}`) ?? '').matchAll(/^tfd: +(\d+) events: +([0-9a-f]+)/gm)].some(
      ([, polled, events]) =>
        (Number(`0x${events}`) & EPOLLOUT) !== 0 && processLink(pid, `fd/${polled}`) === path,
    ),
  );
}

/** A page, since pipes consist of pages. */
const FILLING = '\0'.repeat(4096);

function untilBlocked(step: () => void): void {
  try {
    for (;;) step();
  } catch {
    // It is full, or empty.
  }
}
