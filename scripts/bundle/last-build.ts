import {createHash, type Hash} from 'node:crypto';
import {mkdir, readdir, readFile, rename, writeFile} from 'node:fs/promises';
import {dirname, join} from 'node:path';

/** All that a build reads; `package-lock.json` names the versions of the packages. */
const INPUTS = ['src', 'scripts', 'schema/bottle.schema.json', 'package.json', 'package-lock.json'];

const OUTPUTS = ['dist', 'generated'];

/** Not in `dist`, which is published. */
const KEPT = 'node_modules/.cache/bottle-build';

/** Whether a build would change nothing: the last one read what is there now, and what it wrote is unchanged. */
export async function isBuilt(root = '.'): Promise<boolean> {
  const kept = await readFile(join(root, KEPT), 'utf8').catch(() => '');
  return kept !== '' && kept === keyOf(await inputsDigest(root), await digestOf(OUTPUTS, root));
}

/** To be called before a build: a file that changes meanwhile is one that it may not have read. */
export async function inputsDigest(root = '.'): Promise<string> {
  return await digestOf(INPUTS, root);
}

/** To be called after it. */
export async function keepBuild(inputs: string, root = '.'): Promise<void> {
  const kept = join(root, KEPT);
  const made = `${kept}.${process.pid}`;
  await mkdir(dirname(kept), {recursive: true});
  await writeFile(made, keyOf(inputs, await digestOf(OUTPUTS, root)));
  await rename(made, kept);
}

function keyOf(...digests: readonly string[]): string {
  return [process.version, ...digests].join('\n');
}

/** Of names and contents, whatever their times: a clone is as new as its last checkout. */
async function digestOf(paths: readonly string[], root: string): Promise<string> {
  const hash = createHash('sha256');
  for (const path of paths) await add(hash, path, root);
  return hash.digest('hex');
}

async function add(hash: Hash, path: string, root: string): Promise<void> {
  const names = await readdir(join(root, path)).catch(() => undefined);
  if (names) for (const name of names.toSorted()) await add(hash, join(path, name), root);
  else hash.update(`${path}\n`).update(await readFile(join(root, path)).catch(() => 'missing'));
}
