import {readSync} from 'node:fs';

/** Memory into which files are read, one after another: each page of fresh memory costs as much as reading it. */
export interface FileMemory {
  /**
   * Reads the rest of an open file, between two strings of ASCII. The bytes are valid until the next read.
   *
   * @param size of the file
   */
  read(file: number, size: number, around?: {readonly head: string; readonly tail: string}): Buffer;
}

/** Larger files get memory of their own. */
const SHARED_BYTES = 1024 * 1024;

export function fileMemory(): FileMemory {
  // Weak, so that it is freed when a call has read its files, which takes some milliseconds.
  let shared: WeakRef<Buffer> | undefined;
  return {
    read(file, size, {head, tail} = NOTHING) {
      const most = head.length + size + tail.length;
      const known = most > SHARED_BYTES ? undefined : shared?.deref();
      const memory = known ?? Buffer.allocUnsafeSlow(Math.max(most, SHARED_BYTES));
      if (most <= SHARED_BYTES && !known) shared = new WeakRef(memory);
      let end = memory.write(head, 0, 'latin1');
      for (let left = size; left > 0;) {
        const count = readSync(file, memory, end, left, null);
        if (count === 0) break;
        end += count;
        left -= count;
      }
      return memory.subarray(0, end + memory.write(tail, end, 'latin1'));
    },
  };
}

const NOTHING = {head: '', tail: ''};
