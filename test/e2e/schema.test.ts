import {execFile} from 'node:child_process';
import {mkdir, readdir, readFile, realpath} from 'node:fs/promises';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import {expect, test} from 'vitest';
import {temporaryDirectory} from '../support/temporary-directory.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);

test.each([
  [[], 'bottle.schema.json'],
  [['launch'], 'bottle.schema.json'],
  [['plan'], 'plan.schema.json'],
])('an installed `bottle schema %j` finds its file', async (which, file) => {
  const project = await realpath(await temporaryDirectory());
  const installed = join(project, 'node_modules/bottle-run');
  await install(installed);
  const bottle = async (...args: string[]) =>
    (await run(process.execPath, [join(installed, 'dist/cli/bottle.js'), ...args], {cwd: project})).stdout;

  expect(await bottle('schema', ...which)).toBe(await readFile(join(root, 'schema', file), 'utf8'));
  expect(await bottle('schema', '--path', ...which)).toBe(`${join(installed, 'schema', file)}\n`);
});

test('a schema that there is not is refused', async () => {
  const call = run(process.execPath, [join(root, 'dist/cli/bottle.js'), 'schema', 'task']);
  await expect(call).rejects.toMatchObject({
    code: 2,
    stdout: '',
    stderr: expect.stringContaining('Allowed choices are launch, plan') as string,
  });
});

/** Packs this package as npm would (what is packed has been built already) and unpacks it as an installation does. */
async function install(folder: string): Promise<void> {
  const packed = await temporaryDirectory();
  await run('npm', ['pack', '--ignore-scripts', '--pack-destination', packed], {cwd: root});
  const [tarball = ''] = await readdir(packed);
  await mkdir(folder, {recursive: true});
  await run('tar', ['-xzf', join(packed, tarball), '-C', folder, '--strip-components=1']);
}
