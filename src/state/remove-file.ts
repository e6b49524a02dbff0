import {unlinkSync} from 'node:fs';
import {hasCode} from '../vocabulary/caught-error.ts';

/** Deletes a file, if it exists. Node's `rm` loads a module, and looks first at what it deletes. */
export function removeFile(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
  }
}
