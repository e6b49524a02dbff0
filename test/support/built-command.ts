import {execFile} from 'node:child_process';
import {chmod, cp, mkdtemp, realpath, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath, pathToFileURL} from 'node:url';
import {promisify} from 'node:util';
import {build} from 'esbuild';
import type {TestProject} from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** A folder with the built command line that no other build changes. */
    readonly built: string;
    /** A folder with the program `smolvm` that replaces smolvm. */
    readonly standin: string;
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
  project.provide('standin', await bundleStandin(join(folder, 'smolvm')));
  return async () => await rm(folder, {recursive: true, force: true});
}

/** In one file it starts in less time; the tests of machines start it several thousand times. */
async function bundleStandin(folder: string): Promise<string> {
  const sources = join(root, 'test/support/smolvm');
  await build({
    entryPoints: [join(sources, 'main.mjs')],
    outfile: join(folder, 'smolvm'),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20.19',
    logLevel: 'warning',
    banner: {js: '#!/usr/bin/env node'},
    // The module that asks for it copies a file from beside it.
    define: {'import.meta.url': JSON.stringify(pathToFileURL(join(sources, 'vm/initramfs.mjs')).href)},
  });
  await chmod(join(folder, 'smolvm'), 0o755);
  // Not an ES module, as what is beside it.
  await writeFile(join(folder, 'package.json'), '{"type": "commonjs"}');
  return folder;
}
