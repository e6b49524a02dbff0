import {createHash, type Hash} from 'node:crypto';
import {mkdir, readdir, readFile, rename, writeFile} from 'node:fs/promises';
import {dirname, join} from 'node:path';

/** All inputs of a build; `package-lock.json` determines the versions of the packages. */
const INPUTS = [
  ...['src', 'scripts', 'schema/bottle.schema.json'],
  ...['package.json', 'package-lock.json', 'tsconfig.json'],
];

/** The outputs of each build. */
const OUTPUTS = {package: ['dist', 'generated'], types: ['types']} as const;

/** `npm run build`, or `npm run build:types`. */
export type BuildName = keyof typeof OUTPUTS;

/** The record of the last build; not in `dist`, which is published. */
function keptOf(build: BuildName, root: string): string {
  return join(root, `node_modules/.cache/bottle-build-${build}`);
}

/** Whether a build would change nothing, because its inputs and outputs are the same as after the last one. */
export async function isBuilt(build: BuildName, root = '.'): Promise<boolean> {
  const kept = await readFile(keptOf(build, root), 'utf8').catch(() => '');
  return kept !== '' && kept === keyOf(await inputsDigest(root), await digestOf(OUTPUTS[build], root));
}

/** Call this before a build, since a build may miss files that change meanwhile. */
export async function inputsDigest(root = '.'): Promise<string> {
  return await digestOf(INPUTS, root);
}

/** Records a completed build. */
export async function keepBuild(build: BuildName, inputs: string, root = '.'): Promise<void> {
  const kept = keptOf(build, root);
  const made = `${kept}.${process.pid}`;
  await mkdir(dirname(kept), {recursive: true});
  await writeFile(made, keyOf(inputs, await digestOf(OUTPUTS[build], root)));
  await rename(made, kept);
}

function keyOf(...digests: readonly string[]): string {
  return [process.version, ...digests].join('\n');
}

/** Hashes names and contents, but not times, since a checkout changes the times of all files. */
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
