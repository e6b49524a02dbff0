import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {codeOf, hasCode} from '../vocabulary/caught-error.ts';
import {removeFile} from './remove-file.ts';
import {PRIVATE_FILE} from './state-directory.ts';

/**
 * A file that reserves disk space: `reserve` in each run's directory, and another in the state directory. It is deleted when the disk
 * is full and a teardown, a recovery or a starting run must write. It contains real bytes, since a sparse file or a file of zeros may
 * use no blocks.
 */
const RESERVE = 'reserve';

/** Space for a journal with some hundred entries, or less if the disk is nearly full. */
const SIZES = [64, 32, 16].map(kibibytes => kibibytes * 1024);

/** Creates the reserve of a directory, unless it exists. On a full disk there is no reserve. */
export async function reserveDisk(dir: string): Promise<void> {
  const path = join(dir, RESERVE);
  for (const size of SIZES) {
    const bytes = Buffer.alloc(size, 'reserved for teardown\n');
    try {
      writeFileSync(path, bytes, {mode: PRIVATE_FILE, flag: 'wx'});
      return;
    } catch (error) {
      if (hasCode(error, 'EEXIST')) return;
      if (!isFull(error)) throw error;
      // A part may have been written.
      removeFile(path);
    }
  }
}

/** Deletes the reserve of a directory, if there is one. */
export async function releaseDisk(dir: string): Promise<void> {
  removeFile(join(dir, RESERVE));
}

/** Whether an error means that the disk is full. */
export function isFull(error: unknown): boolean {
  return FULL.includes(codeOf(error) ?? '');
}

const FULL = ['ENOSPC', 'EDQUOT'];
