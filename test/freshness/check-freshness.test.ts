import {rm} from 'node:fs/promises';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {fingerprint, generatedFiles, type Work} from '../../src/freshness/fingerprint.ts';
import type {Success} from '../../src/freshness/fingerprint-store.ts';
import {checkFreshness} from '../../src/freshness/check-freshness.ts';
import {workRig, type WorkRig} from './work-rig.ts';

let rig: WorkRig;
beforeEach(async () => {
  rig = await workRig();
  for (const name of ['a', 'b', 'c']) await rig.write(`src/${name}`, name);
  for (const name of ['x', 'y', 'z']) await rig.write(`dist/${name}`, name);
});
afterEach(async () => {
  await rig.remove();
});

async function successOf(work: Work, changes?: Partial<Success>): Promise<Success> {
  const [from, generated] = [await fingerprint(work), await generatedFiles(work)];
  return {version: 2, from, generated, outputs: {version: '7'}, superseded: false, ...changes};
}

test('keeps the outputs of the last success if nothing has changed', async () => {
  const work = rig.work({generates: ['dist']});
  expect(await checkFreshness(work, await successOf(work))).toEqual({
    unchanged: true,
    outputs: {version: '7'},
  });
});

test('ignores files that other tasks created next to the generated ones', async () => {
  const work = rig.work({generates: ['dist']});
  const last = await successOf(work);
  await rig.write('dist/of-another-task', '');
  expect(await checkFreshness(work, last)).toMatchObject({unchanged: true});
});

describe('reports why a task is stale', () => {
  type Change = () => Promise<void>;
  const remove = async (...paths: string[]): Promise<void> => {
    for (const path of paths) await rm(join(rig.dir, path));
  };
  const nothing: Change = async () => undefined;

  test.each<[string, Change, Partial<Work>?]>([
    ['command changed', nothing, {command: {form: 'argv', argv: ['other']}}],
    ['env changed', nothing, {env: {A: '1'}}],
    ['the names of its outputs changed', nothing, {outputs: ['version']}],
    ['sources changed: src/b', async () => await rig.write('src/b', 'B')],
    ['sources changed: src/new', async () => await rig.write('src/new', '')],
    ['sources changed: src/a', async () => await remove('src/a')],
    [
      'sources changed: src/a and 2 more',
      async () => {
        await remove('src/a');
        await rig.write('src/b', 'B');
        await rig.write('src/new', '');
      },
    ],
    ['generated file dist/x is missing', async () => await remove('dist/x')],
    ['generated files are missing: dist/x and 1 more', async () => await remove('dist/x', 'dist/z')],
    ['generated files changed: dist/y', async () => await rig.write('dist/y', 'Y')],
    [
      'generated files changed: dist/x and 1 more',
      async () => {
        await rig.write('dist/x', 'X');
        await rig.write('dist/z', 'z', 0o755);
      },
    ],
    [
      'command changed',
      async () => await remove('src/a', 'dist/x'),
      {command: {form: 'argv', argv: ['other']}},
    ],
    ['sources changed: src/a', async () => await remove('src/a', 'dist/x')],
  ])('%s', async (because, change, changes) => {
    const last = await successOf(rig.work({generates: ['dist']}));
    await change();
    const work = rig.work({generates: ['dist'], ...changes});
    expect(await checkFreshness(work, last)).toEqual({
      unchanged: false,
      because,
      from: await fingerprint(work),
    });
  });

  test.each<[string, Partial<Work>, Partial<Success> | undefined]>([
    ['no earlier success', {}, undefined],
    ['the last run did not succeed', {}, {superseded: true}],
    ['an output contains a secret, which is not stored', {}, {outputs: null}],
    ['no file matches `srcs/** more`', {sources: ['srcs/**', 'more']}, {}],
    ['no file matches `srcs/**`', {sources: ['src', 'srcs/**']}, {}],
    ['the last run generated no files matching `dits/**`', {generates: ['dits/**']}, {}],
  ])('%s', async (because, changes, last) => {
    const work = rig.work(changes);
    const success = last && (await successOf(work, last));
    expect(await checkFreshness(work, success)).toMatchObject({unchanged: false, because});
  });
});
