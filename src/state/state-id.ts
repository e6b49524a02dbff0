import {randomUUID} from 'node:crypto';
import {linkSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {ifExists, succeeds} from '../processes/expected-error.ts';
import {makePrivateDirectory} from '../processes/make-directory.ts';
import {randomName} from '../vocabulary/random-name.ts';
import {PRIVATE_FILE} from './state-directory.ts';

/**
 * A random id of a state directory, created on first use and stored in its file `id`. Objects outside of the directory
 * (containers) carry it, to distinguish those of two directories even if their paths and those of their launch files are the
 * same: two containers that share one Docker engine.
 *
 * @param id the id to restore, if it was known and has been deleted
 */
export async function stateId(stateDir: string, id?: string): Promise<string> {
  const path = join(stateDir, 'id');
  const known = await ifExists(read(path));
  if (known !== undefined) return known;
  await makePrivateDirectory(stateDir);
  // Linked into place as a whole: of several concurrent processes one wins, and no reader sees a partial id.
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
