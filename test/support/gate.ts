import {execFile} from 'node:child_process';
import {closeSync, constants, openSync, writeSync} from 'node:fs';
import {join} from 'node:path';
import {promisify} from 'node:util';

/** A named pipe at which programs wait until the test lets them go on. */
export interface Gate {
  /** Absolute. */
  readonly path: string;
  /** Lets `count` readers of a line go on, those that wait and those that come later. */
  open(count?: number): void;
}

/** Makes gates in `dir`; `close` ends those who still wait at them. */
export function openGates(dir: string) {
  const descriptors: number[] = [];
  return {
    async open(name: string): Promise<Gate> {
      const path = join(dir, name);
      await promisify(execFile)('mkfifo', [path]);
      // For reading as well, so that it opens without a reader, and lines remain until they are read.
      const descriptor = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
      descriptors.push(descriptor);
      return {path, open: (count = 1) => void writeSync(descriptor, 'go\n'.repeat(count))};
    },
    close() {
      for (const descriptor of descriptors) closeSync(descriptor);
    },
  };
}
