import {fstatSync, writeSync} from 'node:fs';
import {asError} from '../vocabulary/caught-error.ts';
import type {Sink} from './sink.ts';

/** Whether a descriptor refers to a file (`bottle run > log`), or to a device such as /dev/null. */
export function isFile(fd: number): boolean {
  try {
    const stats = fstatSync(fd);
    return stats.isFile() || stats.isCharacterDevice();
  } catch {
    return false;
  }
}

/**
 * Writes to a file. A write succeeds immediately, or fails while the disk is full. Unlike Node's stream, which ends with the first
 * error, this sink continues once there is space again.
 */
export function fileSink(fd: number, onLoss: (error: Error) => void): Sink {
  let isWhole = true;
  let isTorn = false;
  const writeAll = (text: string): void => {
    let rest = Buffer.from(isTorn ? `\n${text}` : text);
    while (rest.length > 0) {
      rest = rest.subarray(writeSync(fd, rest));
      isTorn = rest.length > 0;
    }
  };
  return {
    write(text) {
      try {
        writeAll(text);
        return true;
      } catch (error) {
        if (isWhole) onLoss(asError(error));
        isWhole = false;
        return false;
      }
    },
    pending: () => 0,
    pendingBelow: async () => {
      // Writes are never pending.
    },
    close: async () => {
      // The descriptor belongs to the process and stays open.
    },
  };
}
