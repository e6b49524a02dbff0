import {execFile} from 'node:child_process';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';

/** Builds the command line once for all tests: end-to-end tests drive what users get. */
export default async function buildCommand(): Promise<void> {
  await promisify(execFile)(process.execPath, ['--import', './scripts/typescript.mjs', 'scripts/build.ts'], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
  });
}
