import {mkdirSync, statSync} from 'node:fs';
import {dirname} from 'node:path';
import {codeOf} from '../vocabulary/caught-error.ts';

/** Creates `path` and its missing parents, accessible only to this user; existing folders are unchanged. */
export async function makePrivateDirectory(path: string): Promise<void> {
  makeDirectorySync(path, 0o700);
}

/** The same with the modes that the umask gives: for what belongs to the user. */
export async function makeDirectory(path: string): Promise<void> {
  makeDirectorySync(path);
}

/**
 * Makes `path` and what is missing above it. Node's own `recursive` never returns below a directory that refuses new entries
 * with ENOENT, such as /proc.
 * @throws the system's error
 */
export function makeDirectorySync(path: string, mode = 0o777): void {
  if (makeOne(path, mode)) return;
  makeDirectorySync(dirname(path), mode);
  if (!makeOne(path, mode))
    throw Object.assign(new Error(`cannot create \`${path}\``), {code: 'ENOENT', syscall: 'mkdir', path});
}

/** @returns whether it is there; `false` if its parent directory is missing */
function makeOne(path: string, mode: number): boolean {
  try {
    mkdirSync(path, {mode});
    return true;
  } catch (error) {
    const code = codeOf(error) ?? '';
    if (code === 'ENOENT' && dirname(path) !== path) return false;
    // An existing directory may also be on a disk that refuses everything.
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
