import {execFile} from 'node:child_process';
import {chmod, cp, mkdtemp, realpath, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import type {TestProject} from 'vitest/node';
import {isBuilt} from '../../scripts/bundle/last-build.ts';
import {serveStandin} from './serve-standin.ts';

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
