import {execFile} from 'node:child_process';
import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import {expect, onTestFinished, test} from 'vitest';
import {packPackage, unpackPackage} from '../support/packed-package.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);

test.each([
  [[], 'bottle.schema.json'],
  [['launch'], 'bottle.schema.json'],
  [['plan'], 'plan.schema.json'],
])('`bottle schema %j` finds its file in an installed package', async (which, file) => {
  const packed = await packPackage();
  onTestFinished(packed.remove);
  const {project} = packed;
  const installed = await unpackPackage(packed);
  const bottle = async (...args: string[]) =>
    (await run(process.execPath, [join(installed, 'dist/cli/bottle.js'), ...args], {cwd: project})).stdout;

  expect(await bottle('schema', ...which)).toBe(await readFile(join(root, 'schema', file), 'utf8'));
  expect(await bottle('schema', '--path', ...which)).toBe(`${join(installed, 'schema', file)}\n`);
});

test('an unknown schema is rejected', async () => {
  const call = run(process.execPath, [join(root, 'dist/cli/bottle.js'), 'schema', 'task']);
  await expect(call).rejects.toMatchObject({
    code: 2,
    stdout: '',
    stderr: expect.stringContaining('Allowed choices are launch, plan') as string,
  });
});
