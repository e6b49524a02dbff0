import {mkdirSync, statSync} from 'node:fs';
import {dirname} from 'node:path';
import {codeOf} from '../vocabulary/caught-error.ts';

/** Creates `path` and its missing parents, accessible only to this user; existing folders are unchanged. */
export async function makePrivateDirectory(path: string): Promise<void> {
  makeDirectorySync(path, 0o700);
}

/** Like {@link makePrivateDirectory}, but with the default mode, for the user's own files. */
export async function makeDirectory(path: string): Promise<void> {
  makeDirectorySync(path);
}

/**
 * Creates `path` and its missing parents. Node's `recursive` option never returns in a directory that refuses new entries with
 * ENOENT, such as /proc.
 * @throws a system error
 */
export function makeDirectorySync(path: string, mode = 0o777): void {
  if (makeOne(path, mode)) return;
  makeDirectorySync(dirname(path), mode);
  if (!makeOne(path, mode))
    throw Object.assign(new Error(`cannot create \`${path}\``), {code: 'ENOENT', syscall: 'mkdir', path});
}

/** @returns `false` if its parent directory is missing */
function makeOne(path: string, mode: number): boolean {
  try {
    mkdirSync(path, {mode});
    return true;
  } catch (error) {
    const code = codeOf(error) ?? '';
    if (code === 'ENOENT' && dirname(path) !== path) return false;
    // On a read-only or failing disk, the error for an existing directory may not be EEXIST.
    if (isDirectory(path)) return true;
    throw error;
  }
}

function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}
