import {mkdir, readFile, rm, stat, writeFile} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {expect, test} from 'vitest';
import {buildIfNeeded, copyBuild, isBuilt, whileLocked} from '../../scripts/bundle/last-build.ts';
import {temporaryDirectory} from '../support/temporary-directory.ts';

/** A project with a recorded build. */
async function builtProject() {
  const root = await temporaryDirectory();
  const write = async (name: string, text: string): Promise<void> => {
    await mkdir(dirname(join(root, name)), {recursive: true});
    await writeFile(join(root, name), text);
  };
  await write('src/cli/main.ts', 'one');
  await buildIfNeeded('package', async () => await write('dist/cli/main.js', 'one'), root);
  return {root, write};
}

test('a build is current until an input or output file changes', async () => {
  const {root, write} = await builtProject();
  expect(await isBuilt('package', root)).toBe(true);
  for (const name of ['src/cli/main.ts', 'dist/cli/main.js']) {
    await write(name, 'two');
    expect(await isBuilt('package', root)).toBe(false);
    await write(name, 'one');
    expect(await isBuilt('package', root)).toBe(true);
  }
});

test.each(['src/other.ts', 'scripts/build.ts', 'package-lock.json', 'generated/page.mjs'])(
  'a build is not current after adding %s',
  async name => {
    const {root, write} = await builtProject();
    await write(name, '');
    expect(await isBuilt('package', root)).toBe(false);
  },
);

test('a build is not current without its output', async () => {
  const {root} = await builtProject();
  await rm(join(root, 'dist'), {recursive: true});
  expect(await isBuilt('package', root)).toBe(false);
});

test('a build is not current after a change during the build', async () => {
  const {root, write} = await builtProject();
  await write('src/cli/main.ts', 'two');
  await buildIfNeeded('package', async () => await write('src/cli/main.ts', 'three'), root);
  expect(await isBuilt('package', root)).toBe(false);
});

test('a current build is not repeated', async () => {
  const {root} = await builtProject();
  await buildIfNeeded('package', () => Promise.reject(new Error('built again')), root);
});

test('one build at a time, and none while its outputs are read', async () => {
  const {root, write} = await builtProject();
  await write('src/cli/main.ts', 'two');
  const steps: string[] = [];
  const make = async () => {
    steps.push('begin');
    await write('dist/cli/main.js', 'two');
    steps.push('end');
  };
  const reading = whileLocked(root, async () => {
    steps.push('read');
    await write('other', '');
    steps.push('done');
  });
  await Promise.all([reading, buildIfNeeded('package', make, root), buildIfNeeded('package', make, root)]);
  const text = steps.join(' ');
  expect(['read done begin end', 'begin end read done']).toContain(text);
});

test('a copy that begins during a build has the files of the new build', async () => {
  const {root, write} = await builtProject();
  await write('src/cli/main.ts', 'two');
  const folder = join(root, 'copy');
  let copying: Promise<void> | undefined;
  await buildIfNeeded(
    'package',
    async () => {
      copying = copyBuild(folder, root);
      // A copy without the lock would be complete after these calls.
      for (let call = 0; call < 100; call++) await stat(root);
      await write('dist/cli/main.js', 'two');
    },
    root,
  );
  await copying;
  expect(await readFile(join(folder, 'cli/main.js'), 'utf8')).toBe('two');
});

test('a build that fails releases the lock and is not recorded', async () => {
  const {root, write} = await builtProject();
  await write('src/cli/main.ts', 'two');
  await expect(buildIfNeeded('package', () => Promise.reject(new Error('typo')), root)).rejects.toThrow(
    'typo',
  );
  expect(await isBuilt('package', root)).toBe(false);
  await whileLocked(root, () => Promise.resolve());
});

test('a lock that cannot be created is an error', async () => {
  const root = await temporaryDirectory();
  await writeFile(join(root, 'node_modules'), '');
  await expect(whileLocked(root, () => Promise.resolve())).rejects.toThrow('ENOTDIR');
});
