import {execFile} from 'node:child_process';
import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import {expect, test} from 'vitest';
import {denied} from './denied.ts';
import {exceptions} from './exceptions.ts';
import {proseOf, type Prose} from './prose.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const files = await proseFiles();

test('strings, comments, test names and documents use the terms of the project', async () => {
  const found = await Promise.all(
    files.map(async path => deniedIn(path, await readFile(join(root, path), 'utf8'))),
  );
  expect(found.flat()).toEqual([]);
}, 60_000);

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
])('%s with %j is reported: %j', (path, text, problems) => expect(deniedIn(path, text)).toEqual(problems));

test('there are no unused exceptions', async () => {
  const texts = await Promise.all(
    files.map(async path => [path, await readFile(join(root, path), 'utf8')] as const),
  );
  const isUsed = ([path, part]: readonly [string, string]): boolean =>
    texts.some(
      ([name, text]) => name === path && proseOf(name, text).some(prose => prose.text.includes(part)),
    );
  expect(exceptions.filter(exception => !isUsed([exception.path, exception.text]))).toEqual([]);
}, 60_000);

function deniedIn(path: string, text: string): readonly string[] {
  return proseOf(path, text)
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

function isException(path: string, {text}: Prose): boolean {
  return exceptions.some(exception => exception.path === path && text.includes(exception.text));
}

/** The files with prose, as far as Git knows them; what is generated follows its source. */
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
