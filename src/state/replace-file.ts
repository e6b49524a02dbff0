import {rename, rm, writeFile} from 'node:fs/promises';
import {randomName} from '../vocabulary/random-name.ts';
import {PRIVATE_FILE} from './state-directory.ts';

/** Writes a file, accessible only to this user, that readers find complete or unchanged; its folder must exist. */
export async function replaceFile(path: string, text: string): Promise<void> {
  const draft = `${path}.${randomName()}`;
  try {
    await writeFile(draft, text, {mode: PRIVATE_FILE, flag: 'wx'});
    await rename(draft, path);
  } catch (error) {
    await rm(draft, {force: true});
    throw error;
  }
}
