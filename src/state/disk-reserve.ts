import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {codeOf, hasCode} from '../vocabulary/caught-error.ts';
import {removeFile} from './remove-file.ts';
import {PRIVATE_FILE} from './state-directory.ts';

/**
 * A file that only takes space: `reserve` in a run's directory, and another one in the state directory itself. It is deleted
 * when the disk is full and a teardown, a recovery or the start of a run must write, so that none of them needs free space. Real
 * bytes, since a sparse file or one of zeros may take no blocks.
 */
const RESERVE = 'reserve';

/** Room for a journal of some hundred entries; on a disk that is nearly full, for as much as it takes. */
const SIZES = [64, 32, 16].map(kibibytes => kibibytes * 1024);

/** Makes the reserve of a directory, unless there is one; a full disk has none. */
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
      // Part of it may have been written.
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
