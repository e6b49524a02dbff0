import {createHash} from 'node:crypto';
import {readFile, rm, symlink, utimes} from 'node:fs/promises';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {hashFiles} from '../../src/freshness/file-hashes.ts';
import {artifactKey, fingerprint, generatedFiles, type Work} from '../../src/freshness/fingerprint.ts';
import {matchFiles} from '../../src/freshness/match-files.ts';
import type {TaskName} from '../../src/vocabulary/ids.ts';
import {workRig, type WorkRig} from './work-rig.ts';

let rig: WorkRig;
beforeEach(async () => {
  rig = await workRig();
});
afterEach(async () => {
  await rig.remove();
});

describe('globs', () => {
  const files = [
    'a.ts',
    '.env',
    'src/b.ts',
    'src/.hidden/c.ts',
    'src/d.js',
    '.git/HEAD',
    'node_modules/x/e.ts',
    'src/node_modules/f.ts',
  ];

  test.each<[readonly string[], readonly string[]]>([
    [[], []],
    [['**'], ['.env', 'a.ts', 'src/.hidden/c.ts', 'src/b.ts', 'src/d.js']],
    [['src'], ['src/.hidden/c.ts', 'src/b.ts', 'src/d.js']],
    [
      ['**/*.ts', '!src/.hidden/**'],
      ['a.ts', 'src/b.ts'],
    ],
    [
      ['src/*.{ts,js}', 'src/b.ts'],
      ['src/b.ts', 'src/d.js'],
    ],
    [['node_modules/**'], ['node_modules/x/e.ts']],
    [
      ['.git/HEAD', 'a.ts'],
      ['.git/HEAD', 'a.ts'],
    ],
    [
      ['**', '!node_modules/**'],
      ['.env', 'a.ts', 'src/.hidden/c.ts', 'src/b.ts', 'src/d.js'],
    ],
    [['missing/**'], []],
  ])('match %j', async (patterns, expected) => {
    for (const file of files) await rig.write(file, '');
    expect((await matchFiles(rig.dir, patterns)).files).toEqual(expected);
  });

  test.each<[readonly string[], readonly string[], readonly string[]]>([
    [['app/(shop)/page.tsx', 'app/main.ts'], ['app/(shop)/page.tsx', 'app/main.ts'], []],
    [['app/(shop)/*.tsx'], ['app/(shop)/[id].tsx', 'app/(shop)/page.tsx'], []],
    [['app/(shop)/[id].tsx'], ['app/(shop)/[id].tsx'], []],
    [['app/(shop)'], ['app/(shop)/[id].tsx', 'app/(shop)/page.tsx'], []],
    [['app/**', '!app/(shop)/[id].tsx'], ['app/(shop)/page.tsx', 'app/main.ts'], []],
    [['app/@(main|other).ts', 'lib/**'], ['app/main.ts'], ['lib/**']],
    [['app/[a-z]ain.ts', 'mian.ts'], ['app/main.ts'], ['mian.ts']],
  ])('are literal if a file with this name exists: %j', async (patterns, expected, unmatched) => {
    for (const file of ['app/(shop)/page.tsx', 'app/(shop)/[id].tsx', 'app/main.ts'])
      await rig.write(file, '');
    expect(await matchFiles(rig.dir, patterns)).toEqual({files: expected, unmatched});
  });

  test('reach outside the folder, return absolute patterns as relative paths, and follow links', async () => {
    await rig.write('shared/a', '');
    await rig.write('app/b', '');
    await symlink('../shared', join(rig.dir, 'app/link'));
    await symlink('.', join(rig.dir, 'app/circle'));
    const app = join(rig.dir, 'app');
    const {files} = await matchFiles(app, ['../shared/**', join(app, 'b'), 'link/*']);
    expect(files).toEqual(['../shared/a', 'b', 'link/a']);
  });

  test('stop when the signal is aborted', async () => {
    await expect(matchFiles(rig.dir, ['**'], AbortSignal.abort(new Error('stop')))).rejects.toThrow('stop');
    await expect(hashFiles(rig.dir, ['a'], {signal: AbortSignal.abort(new Error('stop'))})).rejects.toThrow(
      'stop',
    );
  });
});

describe('hashes of files', () => {
  test('are the SHA-256 of the contents with a mark for executables, or the error of reading', async () => {
    await rig.write('abc', 'abc');
    await rig.write('script', 'abc', 0o755);
    await rig.write('empty', '');
    await rig.write('big', 'a'.repeat(1_000_000));
    expect(await hashFiles(rig.dir, ['abc', 'script', 'empty', 'big', 'gone', 'abc/below'])).toEqual({
      abc: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
      script: 'x:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
      empty: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
      big: 'cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0',
      gone: 'ENOENT',
      'abc/below': 'ENOTDIR',
    });
  });

  test('are those of the whole file if it is read in several pieces', async () => {
    const numbers = Uint32Array.from({length: 500_000}, (_, at) => at);
    await rig.write('pieces', Buffer.from(numbers.buffer).toString('latin1'));
    const text = await readFile(join(rig.dir, 'pieces'));
    expect(text.length).toBeGreaterThan(3 * 512 * 1024);
    const hash = createHash('sha256').update(text).digest('hex');
    expect(await hashFiles(rig.dir, ['pieces'])).toEqual({pieces: hash});
  });

  test.runIf(process.platform === 'linux')(
    'are those of all contents if the size is given as 0',
    async () => {
      const path = '/proc/sys/kernel/pid_max';
      const hash = createHash('sha256')
        .update(await readFile(path))
        .digest('hex');
      expect(await hashFiles('/', [path])).toEqual({[path]: hash});
    },
  );

  test('are looked up and kept only for large files', async () => {
    const large = 1024 * 1024;
    await rig.write('small', 'a'.repeat(large - 1));
    await rig.write('large', 'a'.repeat(large));
    const known = {hashOf: async (path: string) => await Promise.resolve(`known of ${path}`)};
    const {small, ...others} = await hashFiles(rig.dir, ['small', 'large'], {known});
    expect(small).toMatch(/^[0-9a-f]{64}$/);
    expect(others).toEqual({large: `known of ${join(rig.dir, 'large')}`});
  });

  test('are returned in the requested order, however many there are', async () => {
    const paths = Array.from({length: 50}, (_, at) => `f${at}`);
    await Promise.all(paths.map(async path => await rig.write(path, path)));
    const all = await hashFiles(rig.dir, paths);
    expect(Object.keys(all)).toEqual(paths);
    for (const path of paths) expect(all[path]).toBe((await hashFiles(rig.dir, [path]))[path]);
  });
});

describe('the fingerprint', () => {
  const shell = (script: string, values: Record<string, string>): Partial<Work> => ({
    command: {form: 'shell', script, values},
  });

  test.each<[string, Partial<Work>, Partial<Work>, keyof Awaited<ReturnType<typeof fingerprint>>]>([
    [
      'an argument',
      {command: {form: 'argv', argv: ['a', 'b c']}},
      {command: {form: 'argv', argv: ['a', 'b', 'c']}},
      'command',
    ],
    ['the script', shell('a', {}), shell('b', {}), 'command'],
    ['a value in the script', shell('a', {x: '1'}), shell('a', {x: '2'}), 'command'],
    ['the shell', {...shell('a', {}), shell: 'sh'}, {...shell('a', {}), shell: 'bash'}, 'command'],
    ['a variable', {env: {A: '1'}}, {env: {A: '2'}}, 'env'],
    ['the name of a variable', {env: {A: '1'}}, {env: {B: '1'}}, 'env'],
    ['the outputs', {outputs: []}, {outputs: ['version']}, 'outputs'],
  ])('changes with %s', async (_, one, other, part) => {
    const [before, after] = [await fingerprint(rig.work(one)), await fingerprint(rig.work(other))];
    expect(after[part]).not.toEqual(before[part]);
    expect({...after, [part]: before[part]}).toEqual(before);
  });

  test.each<[string, Partial<Work>, Partial<Work>]>([
    ['the order of variables', {env: {A: '1', B: '2'}}, {env: {B: '2', A: '1'}}],
    ['the shell of a command that runs without a shell', {shell: 'sh'}, {shell: 'bash'}],
    ['the task and its launch file', {}, {task: 'other' as TaskName, file: '/other'}],
  ])('does not change with %s', async (_, one, other) => {
    expect(await fingerprint(rig.work(other))).toEqual(await fingerprint(rig.work(one)));
  });

  test('of the sources changes with contents, names and the executable bit, but not with times', async () => {
    const of = async (): Promise<string> => JSON.stringify((await fingerprint(rig.work())).sources);
    await rig.write('src/a', 'one');
    const seen = [await of()];
    await utimes(join(rig.dir, 'src/a'), 1, 1);
    await rig.write('other', 'not a source');
    expect(await of()).toBe(seen[0]);
    await rig.write('src/a', 'two');
    seen.push(await of());
    await rig.write('src/b', 'two');
    seen.push(await of());
    await rm(join(rig.dir, 'src/a'));
    seen.push(await of());
    await rig.write('src/b', 'two', 0o755);
    seen.push(await of());
    expect(new Set(seen).size).toBe(seen.length);
  });

  test('omits sources that the task generates', async () => {
    await rig.write('a.ts', '');
    await rig.write('dist/a.js', '');
    const {sources} = await fingerprint(rig.work({sources: ['**'], generates: ['dist']}));
    expect(Object.keys(sources)).toEqual(['a.ts']);
  });

  test('contains no values as plain text', async () => {
    const text = JSON.stringify(
      await fingerprint(rig.work({env: {TOKEN: 'hunter2'}, ...shell('x hunter2', {v: 'hunter2'})})),
    );
    expect(text).not.toContain('hunter2');
  });

  test('contains absolute paths of generated files', async () => {
    await rig.write('dist/a', 'abc');
    const files = await generatedFiles(rig.work({generates: ['dist']}));
    expect(Object.keys(files)).toEqual([join(rig.dir, 'dist/a')]);
  });
});

describe('the key of an artifact', () => {
  test.each<[string, Partial<Work>, Partial<Work>, boolean]>([
    [
      'the same path from other worktrees',
      {generates: ['/cache/x']},
      {generates: ['/cache/x'], cwd: '/other', file: '/other/f'},
      true,
    ],
    ['the same path in another notation', {generates: ['dist/**']}, {generates: ['./sub/../dist/**']}, true],
    ['the same paths in another order', {generates: ['a', '!b']}, {generates: ['!b', 'a']}, true],
    ['the same globs in other folders', {generates: ['dist']}, {generates: ['dist'], cwd: '/other'}, false],
    ['a path that is generated and one that is excluded', {generates: ['a']}, {generates: ['!a']}, false],
    ['another task without generated files', {}, {task: 'other' as TaskName}, false],
    ['another file without generated files', {}, {file: '/other/bottle.yaml'}, false],
  ])('is equal for %s: %s', (_, one, other, same) => {
    expect(artifactKey(rig.work(one)) === artifactKey(rig.work(other))).toBe(same);
  });
});
