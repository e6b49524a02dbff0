import {compileFunction} from 'node:vm';
import {transform} from 'esbuild';
import {expect, test} from 'vitest';
import {HELPERS_OF_SCRIPT, IMPORT_META, lazyModule} from '../../scripts/bundle/lazy-module.ts';

/** Runs a module as converted by the build. `required` lists its imports in the order of loading. */
async function runModule(source: string, modules: Readonly<Record<string, unknown>>) {
  const {code} = await transform(source, {loader: 'ts', format: 'cjs', define: IMPORT_META});
  const required: string[] = [];
  const load = (name: string): unknown => {
    required.push(name);
    return modules[name];
  };
  const module: {exports: Record<string, unknown>} = {exports: {}};
  const text = `${HELPERS_OF_SCRIPT}\n${lazyModule(code)}`;
  const run = compileFunction(text, ['module', 'require', '__filename']) as (...args: unknown[]) => void;
  run(module, load, '/folder/script.js');
  return {exports: module.exports, required};
}

test('a module loads an import once, on its first use', async () => {
  const {exports, required} = await runModule(
    `import {twice} from './twice.ts';
     import {never} from './never.ts';
     export const four = (): number => twice(2);
     export const no = (): unknown => never;`,
    {'./twice.ts': {twice: (number: number) => 2 * number}},
  );
  expect(required).toEqual([]);
  expect([(exports.four as () => number)(), (exports.four as () => number)()]).toEqual([4, 4]);
  expect(required).toEqual(['./twice.ts']);
});

test('a module loads an import immediately if it is used at the top level', async () => {
  const {exports, required} = await runModule(
    `import {Base} from './base.ts';
     export class Derived extends Base {}
     export const made = new Base();`,
    {'./base.ts': {Base: Map}},
  );
  expect(required).toEqual(['./base.ts']);
  expect(exports.made).toBeInstanceOf(Map);
});

test('a re-export is loaded by its user', async () => {
  const {exports, required} = await runModule(`export {far} from './far.ts'; export const near = 1;`, {
    './far.ts': {far: 2},
  });
  expect([exports.near, required]).toEqual([1, []]);
  expect([exports.far, required]).toEqual([2, ['./far.ts']]);
});

test('default imports support CommonJS and ES modules', async () => {
  const source = `import one from 'one'; import two, {name} from 'two'; export const all = () => [one, two, name];`;
  const {exports} = await runModule(source, {one: 1, two: {__esModule: true, default: 2, name: 3}});
  expect((exports.all as () => unknown)()).toEqual([1, 2, 3]);
});

test('namespace imports are complete, and `import.meta.url` is defined', async () => {
  const source = `import * as all from './all.ts'; export const names = Object.keys(all); export const url = import.meta.url;`;
  const {code} = await transform(source, {loader: 'ts', format: 'cjs', define: IMPORT_META});
  expect(lazyModule(code)).not.toMatch(/\b__\w+/);
  const {exports} = await runModule(source.replace('import.meta.url', '1'), {'./all.ts': {a: 1, b: 2}});
  expect(exports.names).toEqual(['a', 'b']);
});
