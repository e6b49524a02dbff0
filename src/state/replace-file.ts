import {randomUUID} from 'node:crypto';
import {rename, rm, writeFile} from 'node:fs/promises';
import {PRIVATE_FILE} from './state-directory.ts';

/** Writes a file, open to nobody else, that readers find whole or as it was before; its folder must be there. */
export async function replaceFile(path: string, text: string): Promise<void> {
  const draft = `${path}.${randomUUID()}`;
  try {
    await writeFile(draft, text, {mode: PRIVATE_FILE, flag: 'wx'});
    await rename(draft, path);
  } catch (error) {
    await rm(draft, {force: true});
    throw error;
  }
}
