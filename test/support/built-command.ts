import {execFile, spawn} from 'node:child_process';
import {once} from 'node:events';
import {existsSync} from 'node:fs';
import {chmod, copyFile, cp, mkdtemp, realpath, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath, pathToFileURL} from 'node:url';
import {promisify} from 'node:util';
import {build} from 'esbuild';
import type {TestProject} from 'vitest/node';
import {isBuilt} from '../../scripts/bundle/last-build.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** A folder with the built command line that no other build changes. */
    readonly built: string;
    /** A user's folder for caches, with the compiled code of the built command once it has been called. */
    readonly cache: string;
    /** A folder with the program `smolvm` that replaces smolvm. */
    readonly standin: string;
  }
}

const root = fileURLToPath(new URL('../..', import.meta.url));
const sources = join(root, 'test/support/smolvm');

/** Builds the command line once for all tests: end-to-end tests drive what users get. */
export default async function buildCommand(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  // Called for each project.
  if (!project.isRootProject()) return undefined;
  startNodeFaster();
  await buildOnce();
  const folder = await mkdtemp(join(await realpath(tmpdir()), 'bottle-built-'));
  // Some tests run it as another user.
  await chmod(folder, 0o755);
  await cp(join(root, 'dist'), join(folder, 'dist'), {recursive: true});
  // The bundle's files are ES modules, as package.json says of the real ones.
  await writeFile(join(folder, 'package.json'), '{"type": "module"}');
  project.provide('built', join(folder, 'dist'));
  // Half of what a call takes is to compile the code.
  project.provide('cache', join(folder, 'cache'));
  const standin = join(folder, 'smolvm');
  await bundleStandin(standin);
  const end = await serveStandin(standin);
  project.provide('standin', standin);
  return async () => {
    await end();
    await rm(folder, {recursive: true, force: true});
  };
}

/**
 * Node 20 reads these certificates each time it starts: all of Debian's take 36 ms of the processor, more than the rest of its
 * start, and the tests start it some thousand times. Workers and their programs get the environment of this process. No test
 * connects to a server with a certificate from outside.
 */
function startNodeFaster(): void {
  delete process.env.NODE_EXTRA_CA_CERTS;
}

/** A build takes seconds of two cores, before any test starts. */
async function buildOnce(): Promise<void> {
  if (await isBuilt('package', root)) return;
  const argv = ['--import', './scripts/typescript.mjs', 'scripts/build.ts'];
  await promisify(execFile)(process.execPath, argv, {cwd: root});
}

/** In one file it starts in less time. */
async function bundleStandin(folder: string): Promise<void> {
  await build({
    entryPoints: [join(sources, 'main.mjs')],
    outfile: join(folder, 'alone'),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20.19',
    logLevel: 'warning',
    banner: {js: '#!/usr/bin/env node'},
    // The module that asks for it copies a file from beside it.
    define: {'import.meta.url': JSON.stringify(pathToFileURL(join(sources, 'vm/initramfs.mjs')).href)},
  });
  await chmod(join(folder, 'alone'), 0o755);
  // Not an ES module, as what is beside it.
  await writeFile(join(folder, 'package.json'), '{"type": "commonjs"}');
}

/** The tests call the stand-in several thousand times: one process serves all calls, so that none starts Node. */
async function serveStandin(folder: string): Promise<() => Promise<void>> {
  const hasPerl = existsSync('/usr/bin/perl');
  await copyFile(hasPerl ? join(sources, 'hand-over.pl') : join(folder, 'alone'), join(folder, 'smolvm'));
  await chmod(join(folder, 'smolvm'), 0o755);
  const server = spawn(join(folder, 'alone'), ['_serve-calls', join(folder, 'calls')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(server, 'exit');
  // Without it each call does its work itself.
  await Promise.race([once(server.stdout, 'data'), ended]);
  return async () => {
    // Its end is that of its input.
    server.stdin.end();
    await ended;
  };
}
