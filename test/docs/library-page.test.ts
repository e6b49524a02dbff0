import {execFile} from 'node:child_process';
import {mkdir, symlink, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import {transform} from 'esbuild';
import {describe, expect, test} from 'vitest';
import {libraryExamples} from '../support/library-examples.ts';
import {temporaryDirectory} from '../support/temporary-directory.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const {files, programs} = await libraryExamples();

describe('examples of docs/library.md', () => {
  test('exist', () => expect(programs.filter(({prints}) => prints !== undefined)).toHaveLength(6));

  test.each(programs)('run: $heading', async ({program, prints}) => {
    const dir = await project();
    // Node 20 does not support `await using`.
    const {code} = await transform(program, {loader: 'ts', format: 'esm', target: 'node20.19'});
    await writeFile(join(dir, 'example.mjs'), code);
    const {stdout} = await promisify(execFile)(process.execPath, ['example.mjs'], {
      cwd: dir,
      env: {...process.env, BOTTLE_STATE_DIR: join(dir, 'state')},
    });
    if (prints !== undefined) expect(stdout).toBe(prints);
  });
});

/** A folder with the files of the page, and with this package installed. */
async function project(): Promise<string> {
  const dir = await temporaryDirectory();
  for (const [name, text] of Object.entries(files)) await writeFile(join(dir, name), text);
  await mkdir(join(dir, 'node_modules'));
  await symlink(root, join(dir, 'node_modules/bottle-run'));
  return dir;
}
