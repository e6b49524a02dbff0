import {mkdir, readFile, symlink, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {checkPackage, createPackageFromTarballData} from '@arethetypeswrong/core';
import {publint} from 'publint';
import ts from 'typescript';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {declaredTypes} from '../../scripts/declared-types.ts';
import {libraryExamples} from '../support/library-examples.ts';
import {buildTypes, packPackage, unpackPackage, type PackedPackage} from '../support/packed-package.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

let packed: PackedPackage;
beforeAll(async () => {
  await buildTypes();
  packed = await packPackage();
  await unpackPackage(packed);
  await writeFile(join(packed.project, 'package.json'), '{"type": "module"}');
  for (const [at, text] of [USER, ...programs.map(({program}) => program)].entries())
    await writeFile(join(packed.project, `user-${at}.ts`), text);
  await installTypesOfNode(packed.project);
  // TypeScript bundles the types, which takes minutes on a busy machine.
}, 300_000);
afterAll(async () => await packed.remove());

const {programs} = await libraryExamples();

const USER = `
import {loadFile, type Kind, type LaunchProcess, type UpContext} from 'bottle-run';

export const fake: Pick<Kind<'serve'>, 'up'> = {
  up: async (_spec, {task, services}: UpContext) => {
    const launchProcess: LaunchProcess = services.launchProcess;
    return {outputs: {task, has: typeof launchProcess}, subject: {}};
  },
};

// @ts-expect-error The types are there: a wrong argument is an error.
loadFile(42);
`;

// Checks declarations of libraries too, as without `skipLibCheck`, except those of TypeScript.
test.each([
  ['nodenext', 'nodenext'],
  ['preserve', 'bundler'],
])('a TypeScript project with module %s and resolution %s compiles', async (module, moduleResolution) => {
  const compilerOptions = {
    ...{module, moduleResolution, target: 'es2022', lib: ['es2023'], types: ['node']},
    ...{strict: true, exactOptionalPropertyTypes: true, noEmit: true, skipDefaultLibCheck: true},
  };
  const config = join(packed.project, `tsconfig-${module}.json`);
  await writeFile(config, JSON.stringify({compilerOptions, include: ['user-*.ts']}));
  expect(compile(config)).toBe('');
});

test('the declarations do not need types of Node', async () => {
  const lib = ['es2023', 'esnext.disposable', 'dom'];
  const compilerOptions = {
    ...{strict: true, noEmit: true, types: [], module: 'nodenext', lib, skipDefaultLibCheck: true},
  };
  const config = join(packed.project, 'tsconfig-browser.json');
  await writeFile(config, JSON.stringify({compilerOptions, files: ['user-0.ts']}));
  expect(compile(config)).toBe('');
});

test('all types used by exported types are exported', async () => {
  const {exported, used} = declaredTypes(await readFile(join(root, 'types/index.d.ts'), 'utf8'));
  expect([...exported]).toEqual(expect.arrayContaining(['Kind', 'UpContext', 'LaunchProcess', 'TaskSource']));
  expect([...used].filter(name => !exported.has(name) && !name.includes('$'))).toEqual([]);
});

test('Are The Types Wrong finds no problem', async () => {
  const result = await checkPackage(createPackageFromTarballData(await readFile(packed.tarball)));
  if (!result.types) throw new Error('there are no types');
  // The package is ESM only. Node 10 does not know `exports`, and TypeScript's `node16` does not allow `require` of ESM.
  const ignored = ['node10', 'node16-cjs'];
  expect(
    result.problems.filter(
      problem => !('resolutionKind' in problem && ignored.includes(problem.resolutionKind)),
    ),
  ).toEqual([]);
});

test('publint has no suggestions', async () => {
  const {buffer} = new Uint8Array(await readFile(packed.tarball));
  expect((await publint({pack: {tarball: buffer}, strict: true})).messages).toEqual([]);
});

/** The output of `tsc` for a project. Runs in this process to share parsed files between projects with the same modules. */
function compile(config: string): string {
  const parsed = ts.getParsedCommandLineOfConfigFile(
    config,
    {},
    {...ts.sys, onUnRecoverableConfigFileDiagnostic},
  );
  if (!parsed) throw new Error(`cannot read ${config}`);
  const host = ts.createCompilerHost(parsed.options);
  const program = ts.createProgram(parsed.fileNames, parsed.options, {
    ...host,
    getSourceFile: (path, options, ...rest) => {
      const {module, moduleResolution} = parsed.options;
      const key = JSON.stringify([path, options, module, moduleResolution]);
      const known = sourceFiles.get(key) ?? host.getSourceFile(path, options, ...rest);
      sourceFiles.set(key, known);
      return known;
    },
  });
  const problems = [...parsed.errors, ...ts.getPreEmitDiagnostics(program)];
  return ts.formatDiagnostics(problems, host);
}

const sourceFiles = new Map<string, ts.SourceFile | undefined>();

function onUnRecoverableConfigFileDiagnostic({messageText}: ts.Diagnostic): never {
  throw new Error(ts.flattenDiagnosticMessageText(messageText, '\n'));
}

/** Like `npm install --save-dev @types/node`. */
async function installTypesOfNode(project: string): Promise<void> {
  await mkdir(join(project, 'node_modules/@types'), {recursive: true});
  for (const name of ['@types/node', 'undici-types'])
    await symlink(join(root, 'node_modules', name), join(project, 'node_modules', name));
}
