import {unlinkSync} from 'node:fs';
import {hasCode} from '../vocabulary/caught-error.ts';

/** Deletes a file, if it exists. Node's `rm` would load another module and stat the file first. */
export function removeFile(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
  }
}
