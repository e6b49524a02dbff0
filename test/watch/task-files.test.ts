import {mkdir, symlink, writeFile} from 'node:fs/promises';
import {dirname, join, relative} from 'node:path';
import {expect, test} from 'vitest';
import {matchFiles} from '../../src/freshness/match-files.ts';
import type {TaskName} from '../../src/vocabulary/ids.ts';
import {gitIgnore} from '../../src/watch/git-ignore.ts';
import {listFiles, taskFiles} from '../../src/watch/task-files.ts';
import {temporaryDirectory} from '../support/temporary-directory.ts';

const FILES = [
  'app/(shop)/[id].tsx',
  'app/page.tsx',
  'src/a.ts',
  'src/a.test.ts',
  'src/deep/er/b.ts',
  'src/deep/er/c.css',
  '.env',
  '.config/x.json',
  'node_modules/x/index.js',
  'src/node_modules/y.ts',
  '.git/HEAD',
  'other/a.ts',
];

async function folderWith(files: readonly string[]): Promise<string> {
  const dir = await temporaryDirectory();
  for (const name of files) {
    await mkdir(dirname(join(dir, name)), {recursive: true});
    await writeFile(join(dir, name), '');
  }
  return dir;
}

async function listed(dir: string, about: {readonly cwd?: string; globs: string[]; generates?: string[]}) {
  const {cwd = '.', globs, generates = []} = about;
  const task = {task: 'web' as TaskName, cwd: join(dir, cwd), globs: [globs], generates};
  const files = await listFiles(await taskFiles(task, gitIgnore(dir), () => false));
  return files.map(path => relative(dir, path));
}

test.each<readonly string[][]>([
  [['**']],
  [['*']],
  [['src']],
  [['src/']],
  [['./src']],
  [['src/*.ts']],
  [['src/**/*.ts']],
  [['src/**', '!src/deep']],
  [['src/**', '!**/*.test.ts']],
  [['{src,other}/*.ts']],
  [['{src/deep,other}/**/*.ts']],
  [['src/@(a|b).ts']],
  [['app/(shop)/[id].tsx']],
  [['app/(shop)/*.tsx']],
  [['.env']],
  [['*/x.json']],
  [['node_modules/*/index.js']],
  [['**/deep/**/b.*']],
  [['gone/**']],
  [['[so]*/a.ts']],
  [['!src']],
])('globs %j match the same files as `matchFiles`', async globs => {
  const dir = await folderWith(FILES);
  expect(await listed(dir, {globs})).toEqual((await matchFiles(dir, globs)).files);
});

test.each([['../src/*.ts'], ['../src/**'], ['../{src,app}/**']])(
  'the glob %s is relative to cwd',
  async glob => {
    const dir = await folderWith(FILES);
    const found = (await matchFiles(join(dir, 'other'), [glob])).files.map(path => join('other', path));
    expect(found.length).toBeGreaterThan(1);
    expect(await listed(dir, {cwd: 'other', globs: [glob]})).toEqual(found.sort());
  },
);

test('links are followed, except links to a parent folder', async () => {
  const dir = await folderWith(['real/a.ts', 'src/b.ts']);
  await symlink('../real', join(dir, 'src/link'));
  await symlink('..', join(dir, 'src/up'));
  await symlink('nowhere', join(dir, 'src/broken'));
  expect(await listed(dir, {globs: ['src/**/*.ts']})).toEqual(['src/b.ts', 'src/link/a.ts']);
});

test('files that a task generates are not watched', async () => {
  const dir = await folderWith(['src/a.ts', 'src/gen/b.ts', 'src/gen/keep.ts']);
  const found = await listed(dir, {globs: ['src'], generates: ['src/gen/**', '!src/gen/keep.ts']});
  expect(found).toEqual(['src/a.ts', 'src/gen/keep.ts']);
});

test('files ignored by git are not watched, unless a glob starts inside the ignored folder', async () => {
  const dir = await folderWith(['a.js', 'a.log', '.env', 'dist/b.js', 'dist/deep/c.js', 'lib/dist/d.js']);
  await writeFile(join(dir, '.gitignore'), 'dist/\n*.log\n.env\n');
  expect(await listed(dir, {globs: ['**', '!.gitignore']})).toEqual(['a.js']);
  expect(await listed(dir, {globs: ['*.js', 'dist/**/*.js', '.env']})).toEqual([
    '.env',
    'a.js',
    'dist/b.js',
    'dist/deep/c.js',
  ]);
});
