import {execFileSync, spawnSync} from 'node:child_process';
import {mkdir, writeFile} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {expect, test} from 'vitest';
import {gitIgnore} from '../../src/watch/git-ignore.ts';
import {temporaryDirectory} from '../support/temporary-directory.ts';

const IGNORES: Readonly<Record<string, string>> = {
  '.gitignore': [
    '# a comment',
    '',
    '*.log',
    '!keep.log',
    '/top',
    'build/',
    '/docs/*.tmp',
    'logs/**/old',
    '**/cache/**',
    '!**/cache/README',
    String.raw`\#hash`,
    String.raw`\!bang`,
    'space\\ ',
    'trailing   ',
    '[ab].txt',
    'out',
    '!/pkg/out',
  ].join('\n'),
  'pkg/.gitignore': '!*.log\n/only-here\nnested/deep\nlocal\n!build/\n',
  'pkg/sub/.gitignore': '*\n!kept\n!.gitignore\n!*/\n',
  'we[i]rd dir/.gitignore': '*.x\n!a.x\n',
  '.git/info/exclude': 'excluded\n',
};

const FILES = [
  'a.log',
  'keep.log',
  'top',
  'pkg/top',
  'build/x',
  'pkg/build/x',
  'pkg/build/y.log',
  'pkg/a.log',
  'docs/a.tmp',
  'docs/deep/a.tmp',
  'logs/old',
  'logs/x/y/old/z',
  'cache/a',
  'cache/README',
  'x/cache/deep/a',
  '#hash',
  '!bang',
  'space ',
  'trailing',
  'a.txt',
  'c.txt',
  'x/b.txt',
  'out/a',
  'pkg/out/a',
  'pkg/only-here',
  'pkg/sub/only-here',
  'pkg/nested/deep',
  'pkg/x/nested/deep',
  'nested/deep',
  'pkg/x/local',
  'local',
  'pkg/sub/file',
  'pkg/sub/kept',
  'pkg/sub/deep/kept',
  'pkg/sub/deep/file',
  'we[i]rd dir/a.x',
  'we[i]rd dir/b.x',
  'b.x',
  'excluded',
  'pkg/excluded',
];

async function write(dir: string, path: string, text: string): Promise<void> {
  await mkdir(dirname(join(dir, path)), {recursive: true});
  await writeFile(join(dir, path), text);
}

test('ignores the same files as git', async () => {
  const dir = await temporaryDirectory();
  execFileSync('git', ['init', '-q', dir]);
  for (const path of FILES) await write(dir, path, '');
  for (const [path, text] of Object.entries(IGNORES)) await write(dir, path, text);
  const {stdout} = spawnSync('git', ['-C', dir, 'check-ignore', '-z', '--stdin'], {
    input: FILES.join('\0'),
    encoding: 'utf8',
    env: {...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null'},
  });
  const expected = stdout.split('\0').filter(Boolean);
  expect(expected.length).toBeGreaterThan(15);
  const git = gitIgnore(join(dir, 'pkg'));
  expect(FILES.filter(path => git.isIgnored(join(dir, path), 'file'))).toEqual(expected);
});

test('uses a folder without a repository as the root of .gitignore files', async () => {
  const dir = await temporaryDirectory();
  await write(dir, '.gitignore', 'outside\n');
  await write(dir, 'project/.gitignore', 'dist/\n');
  const git = gitIgnore(join(dir, 'project'));
  const isIgnored = (path: string): boolean => git.isIgnored(join(dir, path), 'file');
  expect(['project/dist/a', 'project/outside', 'outside', 'dist/a'].map(isIgnored)).toEqual([
    true,
    false,
    false,
    false,
  ]);
});

test('reads the files again after a change', async () => {
  const dir = await temporaryDirectory();
  const git = gitIgnore(dir);
  expect(git.isIgnored(join(dir, 'dist'), 'folder')).toBe(false);
  await write(dir, '.gitignore', 'dist/\n');
  git.forget();
  expect(git.isIgnored(join(dir, 'dist'), 'folder')).toBe(true);
});
