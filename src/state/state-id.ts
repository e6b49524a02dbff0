import {randomUUID} from 'node:crypto';
import {link, readFile, rm, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {ifExists, succeeds} from './expected-error.ts';
import {makePrivateDirectory} from '../processes/make-directory.ts';
import {PRIVATE_FILE} from './state-directory.ts';

/**
 * A random id of a state directory, made when it is first asked for and kept in its file `id`. What lies outside of the
 * directory (a container) carries it, so that the objects of two directories are told apart, also where their paths and
 * those of their launch files are the same: two containers that share one Docker engine.
 *
 * @param id the one to make it with, if it was known and has been deleted
 */
export async function stateId(stateDir: string, id: string = randomUUID()): Promise<string> {
  const path = join(stateDir, 'id');
  const known = await ifExists(readFile(path, 'utf8'));
  if (known !== undefined) return known;
  await makePrivateDirectory(stateDir);
  // Linked whole into its place: of several processes that do this at once one wins, and nobody reads half an id.
  const made = join(stateDir, `id-${randomUUID()}`);
  try {
    await writeFile(made, id, {mode: PRIVATE_FILE});
    await succeeds(link(made, path), ['EEXIST']);
  } finally {
    await rm(made, {force: true});
  }
  return await readFile(path, 'utf8');
}
