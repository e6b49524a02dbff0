import {renameSync, rmSync, writeFileSync} from 'node:fs';
import {randomName} from '../vocabulary/random-name.ts';
import {PRIVATE_FILE} from './state-directory.ts';

/**
 * Replaces a file atomically, accessible only to this user. Its folder must exist. Synchronous, because files of the state directory
 * are small, and each asynchronous step takes longer than the system call.
 */
export async function replaceFile(path: string, text: string): Promise<void> {
  const draft = `${path}.${randomName()}`;
  try {
    writeFileSync(draft, text, {mode: PRIVATE_FILE, flag: 'wx'});
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, {force: true});
    throw error;
  }
}
