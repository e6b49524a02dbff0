import {execFileSync} from 'node:child_process';
import {closeSync, constants, openSync, readSync, writeSync} from 'node:fs';
import {join} from 'node:path';
import {onTestFinished} from 'vitest';

/** A named pipe with a reader that does not read, so nothing more can be written to it. */
export interface FullPipe {
  readonly path: string;
  /** Returns what is in the pipe now, without the filling. */
  read(): string;
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
  };
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
