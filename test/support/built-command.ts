import {execFile} from 'node:child_process';
import {chmod, cp, mkdtemp, realpath, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import type {TestProject} from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** A folder with the built command line that no other build changes. */
    readonly built: string;
  }
}

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Builds the command line once for all tests: end-to-end tests drive what users get. */
export default async function buildCommand(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  // Called for each project.
  if (!project.isRootProject()) return undefined;
  await promisify(execFile)(process.execPath, ['--import', './scripts/typescript.mjs', 'scripts/build.ts'], {
    cwd: root,
  });
  const folder = await mkdtemp(join(await realpath(tmpdir()), 'bottle-built-'));
  // Some tests run it as another user.
  await chmod(folder, 0o755);
  await cp(join(root, 'dist'), join(folder, 'dist'), {recursive: true});
  // The bundle's files are ES modules, as package.json says of the real ones.
  await writeFile(join(folder, 'package.json'), '{"type": "module"}');
  project.provide('built', join(folder, 'dist'));
  return async () => await rm(folder, {recursive: true, force: true});
}
