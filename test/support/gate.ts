import {execFile} from 'node:child_process';
import {closeSync, constants, openSync, writeSync} from 'node:fs';
import {join} from 'node:path';
import {promisify} from 'node:util';

/** A named pipe where programs wait until the test opens it. */
export interface Gate {
  /** The absolute path. */
  readonly path: string;
  /** Lets `count` readers of a line continue, including future ones. */
  open(count?: number): void;
}

/** Creates gates in `dir`. `close` ends the programs that still wait. */
export function openGates(dir: string) {
  const descriptors: number[] = [];
  return {
    async open(name: string): Promise<Gate> {
      const path = join(dir, name);
      await promisify(execFile)('mkfifo', [path]);
      // Opened for reading too, so that opening does not block and lines are kept until they are read.
      const descriptor = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
      descriptors.push(descriptor);
      return {path, open: (count = 1) => void writeSync(descriptor, 'go\n'.repeat(count))};
    },
    close() {
      for (const descriptor of descriptors) closeSync(descriptor);
    },
  };
}
