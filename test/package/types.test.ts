import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdir, readFile, symlink, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {checkPackage, createPackageFromTarballData} from '@arethetypeswrong/core';
import {publint} from 'publint';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {buildTypes, packPackage, unpackPackage, type PackedPackage} from '../support/packed-package.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

let packed: PackedPackage;
beforeAll(async () => {
  await buildTypes();
  packed = await packPackage();
  await unpackPackage(packed);
  await writeFile(join(packed.project, 'package.json'), '{"type": "module"}');
  await writeFile(join(packed.project, 'user.ts'), USER);
  await installTypesOfNode(packed.project);
});
afterAll(async () => await packed.remove());

const USER = `
import {loadFile, run, select, stateDirectory, type RunEvent, type RunResult} from 'bottle-run';

export async function launchFor(path: string, signal: AbortSignal): Promise<RunResult> {
  const loaded = await loadFile(path, {env: process.env});
  if ('diagnostics' in loaded) throw new Error(loaded.diagnostics.map(({message}) => message).join());
  const selected = select(loaded.launch, {tasks: ['web']});
  if ('diagnostics' in selected) throw new Error('no such task');
  const events: RunEvent['type'][] = [];
  return await run({
    ...{launch: loaded.launch, selection: selected.selection, env: process.env, signal},
    stateDir: stateDirectory(undefined),
    onEvent: event => void events.push(event.type),
  });
}

// @ts-expect-error The types are there: a wrong argument is an error.
loadFile(42);
`;

describe.each([true, false])('a TypeScript project with `skipLibCheck: %j`', skipLibCheck => {
  test.each([
    ['nodenext', 'nodenext'],
    ['preserve', 'bundler'],
  ])('module %s and resolution %s compiles', async (module, moduleResolution) => {
    const compilerOptions = {
      ...{module, moduleResolution, skipLibCheck, target: 'es2022', lib: ['es2023'], types: ['node']},
      ...{strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, noEmit: true},
    };
    const config = join(packed.project, `tsconfig-${module}-${skipLibCheck}.json`);
    await writeFile(config, JSON.stringify({compilerOptions, files: ['user.ts']}));
    expect(await compile(config)).toEqual({code: 0, stdout: ''});
  });
});

test('Are The Types Wrong finds no problem', async () => {
  const result = await checkPackage(createPackageFromTarballData(await readFile(packed.tarball)));
  if (!result.types) throw new Error('there are no types');
  // The package is ESM; Node 10 did not know of `exports`, and TypeScript's `node16` not that ESM can be required.
  const ignored = ['node10', 'node16-cjs'];
  expect(
    result.problems.filter(
      problem => !('resolutionKind' in problem && ignored.includes(problem.resolutionKind)),
    ),
  ).toEqual([]);
});

test('publint has nothing to suggest', async () => {
  const {buffer} = new Uint8Array(await readFile(packed.tarball));
  expect((await publint({pack: {tarball: buffer}, strict: true})).messages).toEqual([]);
});

/** Compiles the project. */
async function compile(config: string): Promise<{code: number; stdout: string}> {
  const argv = [join(root, 'node_modules/typescript/bin/tsc'), '-p', config];
  const child = spawn(process.execPath, argv, {
    cwd: packed.project,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const closed = once(child, 'close') as Promise<[number]>;
  const stdout = (await child.stdout.toArray()).join('');
  const [code] = await closed;
  return {code, stdout};
}

/** As `npm install --save-dev @types/node` does. */
async function installTypesOfNode(project: string): Promise<void> {
  await mkdir(join(project, 'node_modules/@types'), {recursive: true});
  for (const name of ['@types/node', 'undici-types'])
    await symlink(join(root, 'node_modules', name), join(project, 'node_modules', name));
}
