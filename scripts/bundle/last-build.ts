import {createHash, type Hash} from 'node:crypto';
import {cp, mkdir, readdir, readFile, rename, writeFile} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {setTimeout} from 'node:timers/promises';
import {takeLock, type Lock} from '../../src/state/lock.ts';

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

/**
 * One process at a time, because two builds of the same inputs may split the code into scripts differently.
 *
 * @param make gets a hash of the inputs
 */
export async function buildIfNeeded(
  build: BuildName,
  make: (inputs: string) => Promise<void>,
  root = '.',
): Promise<void> {
  await whileLocked(root, async () => {
    if (await isBuilt(build, root)) return;
    // A build may miss files that change meanwhile.
    const inputs = await inputsDigest(root);
    await make(inputs);
    await keepBuild(build, inputs, root);
  });
}

/** Runs `work` while no other process builds, for example to copy all files of one build. */
export async function whileLocked<Result>(root: string, work: () => Promise<Result>): Promise<Result> {
  const folder = join(root, 'node_modules/.cache');
  await mkdir(folder, {recursive: true});
  const lock = await lockOf(join(folder, 'bottle-build.lock'));
  try {
    return await work();
  } finally {
    lock.release();
  }
}

/** A lock is renewed between the steps of a build, which take seconds. */
const STALE_MS = 15_000;

const RETRY_MS = 200;

/** Waits for other builds longer than this are announced. */
const QUIET_MS = 2_000;

async function lockOf(path: string): Promise<Lock> {
  for (let waitedMs = 0; ; waitedMs += RETRY_MS) {
    const lock = takeLock(path, {staleMs: STALE_MS});
    if (lock) return lock;
    if (waitedMs === QUIET_MS) console.error(`waiting for another build, which holds ${path}`);
    await setTimeout(RETRY_MS);
  }
}

/** Copies the built package, with all files of the same build. */
export async function copyBuild(folder: string, root = '.'): Promise<void> {
  await whileLocked(root, async () => await cp(join(root, 'dist'), folder, {recursive: true}));
}

async function inputsDigest(root: string): Promise<string> {
  return await digestOf(INPUTS, root);
}

/** Records a completed build. */
async function keepBuild(build: BuildName, inputs: string, root: string): Promise<void> {
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
