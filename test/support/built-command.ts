import {execFile} from 'node:child_process';
import {chmod, mkdtemp, realpath, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import type {TestProject} from 'vitest/node';
import {copyBuild, isBuilt} from '../../scripts/bundle/last-build.ts';
import {serveStandin} from './serve-standin.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** A folder with the built command line that no other build changes. */
    readonly built: string;
    /** A user's cache folder, with the compiled code of the built command after its first call. */
    readonly cache: string;
    /** A folder with the stand-in program `smolvm`. */
    readonly standin: string;
  }
}

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Builds the command line once for all tests, so that end-to-end tests run the same code as users. */
export default async function buildCommand(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  // Vitest calls this for each project.
  if (!project.isRootProject()) return undefined;
  startNodeFaster();
  await buildCurrent();
  const folder = await mkdtemp(join(await realpath(tmpdir()), 'bottle-built-'));
  // Some tests run it as another user.
  await chmod(folder, 0o755);
  await copyBuild(join(folder, 'dist'), root);
  // The files of the bundle are ES modules, as in the real package.json.
  await writeFile(join(folder, 'package.json'), '{"type": "module"}');
  project.provide('built', join(folder, 'dist'));
  // Compiling the code takes half of the time of a call.
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
 * Node 20 reads these certificates at each start. All of Debian's take 36 ms of CPU time, more than the rest of the
 * start, and the tests start Node about a thousand times. Workers and their programs inherit the environment of this
 * process. No test connects to an external server.
 */
function startNodeFaster(): void {
  delete process.env.NODE_EXTRA_CA_CERTS;
}

/** A build keeps two cores busy for seconds before any test starts. */
async function buildCurrent(): Promise<void> {
  if (await isBuilt('package', root)) return;
  const argv = ['--import', './scripts/typescript.mjs', 'scripts/build.ts'];
  await promisify(execFile)(process.execPath, argv, {cwd: root});
}
