import {open} from 'node:fs/promises';

/** More than the length of a table's record. */
const RECORD_BYTES = 512;

/** The kernel returns about a page at a time if there are more records. */
const PAGE_BYTES = 4096;

/**
 * Reads a table of /proc/net to its end, or to the first piece for which `isEnough` returns true; `''` if there is no such table. To
 * find the end of the TCP table, the kernel walks through all buckets of its connection hash, which takes milliseconds on machines
 * with much memory. A short read is taken as the end, because reading until the end of file would walk through them twice.
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
