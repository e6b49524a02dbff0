import {unlinkSync} from 'node:fs';

/** Deletes a file, if it exists. Node's `rm` loads a module, and looks first at what it deletes. */
export function removeFile(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
