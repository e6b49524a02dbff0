import {readFile} from 'node:fs/promises';
import {isDeepStrictEqual} from 'node:util';
import {glob} from 'tinyglobby';
import {expect, test} from 'vitest';
import {longFiles} from '../../bench/long-files.ts';
import {composeByPackage} from '../../src/config/yaml/compose.ts';
import {simpleDocument} from '../../src/config/yaml/simple-document.ts';
import {randomYaml} from '../support/random-yaml.ts';
import {badYaml} from './bad-yaml-table.ts';

const FILES = ['**/*.{yaml,yml,json}', 'bottle.yaml.example'];
const IGNORED = ['**/node_modules', 'dist', 'bench/.peers', 'schema/*.json', 'package-lock.json'];

/** The files of this repository, and those in its documents. */
async function writtenFiles(): Promise<readonly string[]> {
  const files = await glob(FILES, {ignore: IGNORED, absolute: true});
  const documents = await glob('**/*.md', {ignore: IGNORED, absolute: true});
  const texts = await Promise.all(files.map(file => readFile(file, 'utf8')));
  const pages = await Promise.all(documents.map(file => readFile(file, 'utf8')));
  const blocks = pages.flatMap(page =>
    [...page.matchAll(/```yaml\n(.*?)```/gs)].map(([, block = '']) => block),
  );
  return [...texts, ...blocks];
}

test('written files are read as by the package, and most of them without it', async () => {
  const texts = await writtenFiles();
  expect(texts.length).toBeGreaterThan(100);
  expect(texts.filter(isSameOrUnknown).length / texts.length).toBeGreaterThan(0.7);
});

test.each(Object.entries(longFiles))('a long file of %s is read as by the package', (_name, make) => {
  isSameOrUnknown(make(16_000));
});

test('files with mistakes are left to the package, or read as by it', () => {
  for (const {lines} of badYaml) isSameOrUnknown(lines.join('\n'));
});

test.each([1, 2, 3, 4])('random files are read as by the package: seed %i', seed => {
  const {document} = randomYaml(seed);
  const texts = Array.from({length: 1000}, document);
  expect(texts.filter(isSameOrUnknown).length).toBeGreaterThan(100);
});

test.each([5, 6, 7, 8])(
  'written files with random changes are read as by the package: seed %i',
  async seed => {
    const {changed} = randomYaml(seed);
    const written = (await writtenFiles()).filter(({length}) => length < 2000);
    const texts = Array.from({length: 1000}, (_, at) => changed(written[at % written.length] ?? ''));
    expect(texts.filter(isSameOrUnknown).length).toBeGreaterThan(100);
  },
);

test.each([
  ['an anchor', 'a: &x 1\n'],
  ['a tag', 'a: !reset 1\n'],
  ['a key without a value', 'a:\nb: 1\n'],
  ['a string of several lines', 'a: b\n  c\n'],
  ['a number of another base', 'a: 0x10\n'],
  ['a folded string', 'a: >\n  b\n'],
  ['two documents', 'a: 1\n---\nb: 1\n'],
  ['a tab', 'a:\t1\n'],
  ['a merge key', '<<: {a: 1}\n'],
  ['a list at the top', '- a\n'],
  ['nothing', ''],
  ['more levels than files have', `a: ${'['.repeat(60)}${']'.repeat(60)}\n`],
])('the package reads %s', (_name, text) => {
  expect(simpleDocument(text)).toBeUndefined();
});

/** Whether it is read without the package; fails if the package reads it differently, or as one with errors. */
function isSameOrUnknown(text: string): boolean {
  const simple = simpleDocument(text);
  if (!simple) return false;
  expect(isDeepStrictEqual(composeByPackage(text), {document: simple}), text).toBe(true);
  return true;
}
