import {existsSync} from 'node:fs';
import {readFile, readdir, stat, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {cachedParser} from '../../src/config/cached-parser.ts';
import {load} from '../../src/config/load.ts';
import {parse, type Parse} from '../../src/config/yaml/parse.ts';
import type {KeyPath, ParsedFile} from '../../src/config/yaml/parsed-file.ts';
import {cachedFiles} from '../../src/state/cached-files.ts';
import {kinds} from '../../src/tasks/registry.ts';
import {temporaryDirectory} from '../support/temporary-directory.ts';

const PATH = '/w/bottle.yaml';

/** Everything that was parsed as YAML. */
const parsedTexts: string[] = [];

function parserWith(folder: string, build: string): Parse {
  const counting: Parse = (path, text) => {
    parsedTexts.push(text);
    return parse(path, text);
  };
  return cachedParser(counting, {files: cachedFiles(folder, 4), build});
}

/** A parser with an empty cache. */
async function newParser(build = 'one'): Promise<{readonly folder: string; readonly parse: Parse}> {
  const folder = join(await temporaryDirectory(), 'files');
  return {folder, parse: parserWith(folder, build)};
}

/** Whether a text is parsed as YAML. */
function isParsed(parseText: Parse, text: string, path = PATH): boolean {
  const before = parsedTexts.length;
  parseText(path, text);
  return parsedTexts.length > before;
}

function fileOf(parseText: Parse, text: string): ParsedFile {
  const result = parseText(PATH, text);
  if ('diagnostics' in result) throw new Error(result.diagnostics.map(({message}) => message).join('\n'));
  return result.parsed;
}

function pathsIn(value: unknown, path: KeyPath = []): readonly KeyPath[] {
  if (typeof value !== 'object' || value === null) return [path];
  const entries = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return [path, ...entries.flatMap(([key, child]) => pathsIn(child, [...path, key]))];
}

/** Everything that a parsed file says about its values. */
function described(file: ParsedFile) {
  const slice = {start: 1, end: 3};
  return {
    ...{path: file.path, text: file.text, files: file.files, value: file.value},
    parts: pathsIn(file.value).map(path => ({
      ...{path, key: file.place(path, 'key'), value: file.place(path, 'value'), tag: file.tag(path)},
      ...{source: file.source(path), slice: file.placeOfSlice(path, slice)},
    })),
  };
}

describe('a file that was parsed before has the same values and places', () => {
  const texts = {
    scalars: 'a: plain\nb: "quo\\u0041ted"\nc: |\n  several\n  lines\nd: 1.10\ne: 0x1F\nf: no\ng:\nh: ""\n',
    collections: '# comment\nlist: [a, {b: c}, [d]]\nmap:\n  - x: y\n\n  -\n    - z\n',
    'anchors and merges': 'x: &x {a: [1, two], b: 1}\ny: {<<: *x, b: 2}\nz: {<<: [*x, {c: d}], e: *x}\n',
    tags: 'tasks: !override {a: !reset {run: x}}\n',
    'other alphabets': 'ä: "Ω 𝄞"\n# 𝄞\nb: é\n',
    'line breaks of Windows': 'a: 1\r\nb:\r\n  - c\r\n',
    'a byte order mark': '\uFEFFa: [b]\n',
    'an object with a special key': '__proto__: {a: b}\nconstructor: c\n',
  };

  test.each(Object.entries(texts))('%s', async (_, text) => {
    const {parse: parseText} = await newParser();
    parseText(PATH, text);
    expect(isParsed(parseText, text)).toBe(false);
    expect(described(fileOf(parseText, text))).toEqual(described(fileOf(parse, text)));
  });

  test('the example of the repository', async () => {
    const text = await readFile(new URL('../../bottle.yaml.example', import.meta.url), 'utf8');
    const {parse: parseText} = await newParser();
    parseText(PATH, text);
    expect(isParsed(parseText, text)).toBe(false);
    expect(described(fileOf(parseText, text))).toEqual(described(fileOf(parse, text)));
  });
});

test('a value used by several aliases stays a single value', async () => {
  const {parse: parseText} = await newParser();
  const text = 'x: &x {a: 1}\ny: *x\n';
  parseText(PATH, text);
  const {x, y} = fileOf(parseText, text).value as Record<string, unknown>;
  expect(x).toBe(y);
});

test('a changed text is parsed, and replaces the one before', async () => {
  const {parse: parseText, folder} = await newParser();
  parseText(PATH, 'a: 1\n');
  expect(isParsed(parseText, 'a: 2\n')).toBe(true);
  expect(fileOf(parseText, 'a: 2\n').value).toEqual({a: 2});
  expect(isParsed(parseText, 'a: 2\n')).toBe(false);
  expect(await readdir(folder)).toHaveLength(1);
});

test('what another build has parsed is not used', async () => {
  const {parse: parseText, folder} = await newParser('one');
  parseText(PATH, 'a: 1\n');
  const [name = ''] = await readdir(folder);
  const other = parserWith(folder, 'two');
  expect(isParsed(other, 'a: 1\n')).toBe(true);
  // As if the names of both builds were the same.
  const [made = ''] = (await readdir(folder)).filter(each => each !== name);
  await writeFile(join(folder, name), await readFile(join(folder, made)));
  expect(isParsed(parseText, 'a: 1\n')).toBe(true);
});

test.each([
  ['no document', '# nothing\n'],
  ['a syntax error', 'a: [b\n'],
  ['a duplicate key', 'a: 1\na: 2\n'],
  ['an infinite number', 'a: .inf\n'],
  ['a value that is not a number', 'a: .nan\n'],
  ['a negative zero', 'a: -0\n'],
])('a file with %s is not cached', async (_, text) => {
  const {parse: parseText} = await newParser();
  const first = parseText(PATH, text);
  expect(isParsed(parseText, text)).toBe(true);
  expect(JSON.stringify(parseText(PATH, text))).toBe(JSON.stringify(first));
});

test('a file with more than 2 MB of nodes is not cached', async () => {
  const {parse: parseText, folder} = await newParser();
  parseText(PATH, `[${'a, '.repeat(50_000)}]`);
  expect(existsSync(folder)).toBe(false);
});

test('a damaged file is parsed again, and replaced', async () => {
  const {parse: parseText, folder} = await newParser();
  parseText(PATH, 'a: 1\n');
  const [name = ''] = await readdir(folder);
  const bytes = await readFile(join(folder, name));
  await writeFile(join(folder, name), bytes.fill(0x20, 10, 20));
  expect(isParsed(parseText, 'a: 1\n')).toBe(true);
  expect(isParsed(parseText, 'a: 1\n')).toBe(false);
});

test('only this user can read the files, and their number is limited', async () => {
  const {parse: parseText, folder} = await newParser();
  for (let nth = 0; nth < 12; nth++) parseText(`/w/${nth}.yaml`, 'a: 1\n');
  const names = await readdir(folder);
  expect(names.length).toBeLessThanOrEqual(4);
  for (const name of names) expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600);
});

describe('a load with known files has the same errors', () => {
  const texts = new Map([
    ['/w/task.yaml', 'tasks: {b: {run: "true"}}\n'],
    ['/w/base.yaml', 'x-base: {run: "true", needs: [b]}\ntasks: {}\n'],
    ['/w/wrong.yaml', 'tasks: {a: {needs: 3}}\n'],
  ]);
  const given = {vars: {}, env: {}, kinds, readText: (path: string) => texts.get(path)};

  test.each<[name: string, text: string, overrides: readonly string[]]>([
    ['none', 'tasks: {a: {run: "true"}}\n', []],
    ['a wrong shape', 'tasks: {a: {runn: "true"}}\n', []],
    ['an unknown need', 'tasks: {a: {run: "true", needs: [c]}}\n', []],
    ['an override with a wrong shape', 'tasks: {a: {run: "true"}}\n', ['/w/wrong.yaml']],
    ['an included file', 'include: [task.yaml]\ntasks: {a: {run: "true", needs: [b]}}\n', []],
    ['an included file with a wrong shape', 'include: [wrong.yaml]\n', []],
    ['inherited keys', 'tasks: {a: {extends: {file: base.yaml, task: x-base}}}\n', []],
    ['an empty file', '# nothing\n', []],
  ])('%s', async (_, text, overrides) => {
    const {parse: parseText} = await newParser();
    const loaded = () => load(PATH, text, {...given, overrides, parse: parseText});
    const plain = JSON.stringify(load(PATH, text, {...given, overrides}));
    expect(JSON.stringify(loaded())).toBe(plain);
    expect(JSON.stringify(loaded())).toBe(plain);
  });
});
