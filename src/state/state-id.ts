import {randomUUID} from 'node:crypto';
import {linkSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {ifExists, succeeds} from '../processes/expected-error.ts';
import {makePrivateDirectory} from '../processes/make-directory.ts';
import {randomName} from '../vocabulary/random-name.ts';
import {PRIVATE_FILE} from './state-directory.ts';

/**
 * A random id of a state directory, created on first use and stored in its file `id`. Objects outside the directory (containers) are
 * labeled with it. So the objects of two directories can be distinguished even if the paths of the directories and launch files are
 * the same, as in two containers that share one Docker engine.
 *
 * @param id the id to restore if the file was deleted
 */
export async function stateId(stateDir: string, id?: string): Promise<string> {
  const path = join(stateDir, 'id');
  const known = await ifExists(read(path));
  if (known !== undefined) return known;
  await makePrivateDirectory(stateDir);
  // Link the complete file into place: one of several concurrent processes wins, and no reader sees a partial id.
  const made = join(stateDir, `id-${randomName()}`);
  try {
    writeFileSync(made, id ?? randomUUID(), {mode: PRIVATE_FILE});
    await succeeds(link(made, path), ['EEXIST']);
  } finally {
    rmSync(made, {force: true});
  }
  return await read(path);
}

async function read(path: string): Promise<string> {
  return readFileSync(path, 'utf8');
}

async function link(made: string, path: string): Promise<void> {
  linkSync(made, path);
}
