import {open} from 'node:fs/promises';

/** More than a record of a table is long. */
const RECORD_BYTES = 512;

/** The kernel fills at least this much at a time while there are more records: a page. */
const PAGE_BYTES = 4096;

/**
 * Reads a table of /proc/net up to its end, or up to the first piece after which `isEnough` holds. To find the end of the table of
 * TCP sockets, the kernel walks through all buckets of its hash of connections, which takes milliseconds if there is much memory;
 * reading until the end of file would walk twice. `''` if there is no such table.
 */
export async function readTable(path: string, isEnough: (piece: string) => boolean): Promise<string> {
  const file = await open(path).catch(() => undefined);
  if (!file) return '';
  const buffer = Buffer.allocUnsafe(16 * PAGE_BYTES);
  let table = '';
  try {
    for (;;) {
      const {bytesRead} = await file.read(buffer, 0, buffer.length, null);
      const piece = buffer.toString('latin1', 0, bytesRead);
      table += piece;
      if (bytesRead < PAGE_BYTES - RECORD_BYTES || isEnough(piece)) return table;
    }
  } catch {
    return table;
  } finally {
    await file.close();
  }
}
