import {closeSync, openSync, readSync} from 'node:fs';

/**
 * Whether a program is a script with `#!`, or has the format of bottle's own program. The system may refuse any other file, and the C
 * library then runs it as a script for `sh`, even a program for another machine. A shell recognizes such programs, and reports them.
 */
export function hasUsualFormat(file: string): boolean {
  const start = startOf(file);
  if (start.subarray(0, 2).toString('latin1') === '#!') return true;
  return formatOf(start) === (ownFormat ??= formatOf(startOf(process.execPath)));
}

let ownFormat: string | undefined;

/**
 * The parts of a header that name the format and the machine: for ELF, the magic number, class, byte order, version and machine; for
 * Mach-O, the magic number and the machine.
 */
function formatOf(start: Buffer): string {
  const isElf = start.subarray(1, 4).toString('latin1') === 'ELF';
  const parts = isElf ? [start.subarray(0, 7), start.subarray(18, 20)] : [start.subarray(0, 8)];
  return Buffer.concat(parts).toString('latin1');
}

/** Empty if the file cannot be read. */
function startOf(file: string): Buffer {
  const start = Buffer.alloc(20);
  try {
    const opened = openSync(file, 'r');
    try {
      return start.subarray(0, readSync(opened, start));
    } finally {
      closeSync(opened);
    }
  } catch {
    return start.subarray(0, 0);
  }
}
