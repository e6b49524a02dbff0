import {randomUUID} from 'node:crypto';
import {link, rm, writeFile} from 'node:fs/promises';
import {hasCode} from '../vocabulary/caught-error.ts';

/**
 * Atomically writes a file that must not exist yet: creating a link to a finished file is a single step and, unlike a rename,
 * never replaces a file.
 * @returns whether the file was written; `false` if it already exists
 */
export async function writeNew(path: string, text: string): Promise<boolean> {
  const made = `${path}.${randomUUID()}`;
  try {
    await writeFile(made, text, {flag: 'wx'});
    await link(made, path);
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  } finally {
    await rm(made, {force: true});
  }
}
