import {execFile} from 'node:child_process';
import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import {expect, test} from 'vitest';
import {denied} from './denied.ts';
import {exceptions, type Exception} from './exceptions.ts';
import {proseOf, type Prose} from './prose.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const files = await Promise.all(
  (await proseFiles()).map(async path => ({
    path,
    prose: proseOf(path, await readFile(join(root, path), 'utf8')),
  })),
);

test('strings, comments, test names and documents use the terms of the project', () => {
  expect(files.flatMap(({path, prose}) => deniedIn(path, prose))).toEqual([]);
});

test.each([
  [
    'src/a.ts',
    "export const a = 'tells what is wrong';",
    ['src/a.ts:1: "tells", use report, print, show, return'],
  ],
  ['src/a.ts', '/** What a teardown needs. */\nexport const a = 1;', [expect.stringContaining('a noun')]],
  ['src/a.ts', 'export const a = `${b} is taken down`;', [expect.stringContaining('"taken down"')]],
  ['src/a.ts', 'const tells = 1; // fine\nexport {tells};', []],
  [
    'test/a.test.ts',
    "test('it is told', () => expect('nobody').toBe('nobody'));",
    [expect.stringContaining('"told"')],
  ],
  ['docs/a.md', 'It stands here.', [expect.stringContaining('"stands"')]],
  ['a.yaml', 'tells: 1\n# whoever reads this', [expect.stringContaining('a.yaml:2')]],
])('in %s, %j is reported as %j', (path, text, problems) =>
  expect(deniedIn(path, proseOf(path, text))).toEqual(problems),
);

test('there are no unused exceptions', () => {
  const isUsed = (exception: Exception): boolean =>
    files.some(({path, prose}) => prose.some(piece => isCovered(path, piece, exception)));
  expect(exceptions.filter(exception => !isUsed(exception))).toEqual([]);
});

function deniedIn(path: string, texts: readonly Prose[]): readonly string[] {
  return texts
    .filter(prose => !isException(path, prose))
    .flatMap(prose =>
      denied
        .filter(({only}) => only === undefined || only === prose.kind)
        .flatMap(({pattern, instead}) => {
          const match = pattern.exec(prose.text);
          return match === null ? [] : [`${path}:${prose.line}: "${match[0]}", use ${instead}`];
        }),
    );
}

function isException(path: string, prose: Prose): boolean {
  return exceptions.some(exception => isCovered(path, prose, exception));
}

function isCovered(path: string, {text}: Prose, exception: Exception): boolean {
  return exception.path === path && text.includes(exception.text);
}

/** Tracked and new files with prose, except generated ones, whose sources are checked. */
async function proseFiles(): Promise<readonly string[]> {
  const {stdout} = await promisify(execFile)(
    'git',
    ['ls-files', '--cached', '--others', '--exclude-standard'],
    {
      cwd: root,
      maxBuffer: 64 * 2 ** 20,
    },
  );
  return stdout
    .split('\n')
    .filter(path => /^(?:src|test|docs|scripts|bench|examples)\/|^[^/]+\.(?:md|example)$/.test(path))
    .filter(path => /\.(?:ts|mts|mjs|md|yaml|example)$/.test(path))
    .filter(path => !/generated|^test\/language\/|^CHANGELOG\.md$/.test(path));
}
