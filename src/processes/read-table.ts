import {closeSync, openSync, readSync} from 'node:fs';

/** More than the length of a table's record. */
const RECORD_BYTES = 512;

/** The kernel returns about a page at a time if there are more records. */
const PAGE_BYTES = 4096;

/** How to read a table. */
interface TableReading {
  /** Whether these complete lines are enough. */
  readonly isEnough: (lines: string) => boolean;
  /** The length of the first piece. Default: as much as the kernel returns. */
  readonly firstBytes?: number | undefined;
}

/**
 * Reads a table of /proc/net to its end, or to the first piece that is enough; `''` if there is no such table. To find the next
 * connection for a longer piece, or the end of the TCP table, the kernel walks through the buckets of its connection hash, which takes
 * milliseconds on machines with much memory. A short read is taken as the end, because reading until the end of file would walk through
 * them twice.
 */
export function readTable(path: string, {isEnough, firstBytes}: TableReading): string {
  const file = openIfExists(path);
  if (file === undefined) return '';
  const buffer = Buffer.allocUnsafe(16 * PAGE_BYTES);
  let table = '';
  let wanted = Math.min(firstBytes ?? buffer.length, buffer.length);
  try {
    for (;;) {
      const start = table.lastIndexOf('\n') + 1;
      const bytesRead = readSync(file, buffer, 0, wanted, null);
      table += buffer.toString('latin1', 0, bytesRead);
      const isEnd = bytesRead < Math.min(wanted, PAGE_BYTES - RECORD_BYTES);
      if (isEnd || isEnough(table.slice(start, table.lastIndexOf('\n') + 1))) return table;
      wanted = buffer.length;
    }
  } catch {
    return table;
  } finally {
    closeSync(file);
  }
}

function openIfExists(path: string): number | undefined {
  try {
    return openSync(path, 'r');
  } catch {
    return undefined;
  }
}
