import {execFile} from 'node:child_process';
import {readFile, stat, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import {expect, test} from 'vitest';
import {temporaryDirectory} from '../support/temporary-directory.ts';

const BOTTLE = fileURLToPath(new URL('../../dist/cli/bottle.js', import.meta.url));
const PRELOAD = fileURLToPath(new URL('../support/note-loaded.mjs', import.meta.url));
const DIST = new URL('../../dist/', import.meta.url).href;

/** Node takes about half a millisecond for each file; a module that is shared in a new way may add one. */
test.each([
  {args: ['--version'], files: 9, kilobytes: 105},
  {args: ['check'], files: 25, kilobytes: 1150},
  {args: ['plan'], files: 26, kilobytes: 1060},
  {args: ['run'], files: 34, kilobytes: 1230},
])('`bottle $args` loads at most $files files of $kilobytes KB', async ({args, files, kilobytes}) => {
  const dir = await temporaryDirectory();
  const loaded = await loadedBy(dir, args);
  const sizes = await Promise.all(loaded.map(async url => (await stat(fileURLToPath(url))).size));
  expect(loaded.length).toBeGreaterThan(2);
  expect(loaded.length).toBeLessThanOrEqual(files);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(kilobytes * 1000);
});

/** The files of the built command that one call has loaded. */
async function loadedBy(dir: string, args: readonly string[]): Promise<readonly string[]> {
  const log = join(dir, 'loaded');
  await writeFile(join(dir, 'bottle.yaml'), 'tasks: {a: {run: "true"}}\n');
  await promisify(execFile)(process.execPath, ['--import', PRELOAD, BOTTLE, ...args], {
    cwd: dir,
    env: {...process.env, BOTTLE_TEST_LOADED: log, BOTTLE_STATE_DIR: join(dir, 'state')},
  });
  const urls = (await readFile(log, 'utf8')).trim().split('\n');
  return [...new Set(urls)].filter(url => url.startsWith(DIST));
}
