import {describe, expect, test} from 'vitest';
import {parse} from '../../src/config/yaml/parse.ts';
import type {KeyPath, ParsedFile} from '../../src/config/yaml/parsed-file.ts';

function parsed(text: string): ParsedFile {
  const result = parse('/w/bottle.yaml', text);
  if ('diagnostics' in result) throw new Error(result.diagnostics.map(({message}) => message).join('\n'));
  return result.parsed;
}

describe('the value of a document', () => {
  test.each([
    ['plain scalars', 'a: x\nb: 1\nc: true\nd:\ne: [1, x]\n', {a: 'x', b: 1, c: true, d: null, e: [1, 'x']}],
    ['words that were booleans in YAML 1.1', 'a: yes\nb: off\nc: 010\n', {a: 'yes', b: 'off', c: 10}],
    ['keys become strings', '1: x\ntrue: y\nnull: z\n', {'1': 'x', true: 'y', null: 'z'}],
    ['merge keys', 'x: &x {a: 1, b: 1}\ny: {<<: *x, b: 2}\n', {x: {a: 1, b: 1}, y: {a: 1, b: 2}}],
    ['an explicit document', '---\na: 1\n...\n', {a: 1}],
    ['a byte order mark', '\uFEFFa: 1\n', {a: 1}],
    ['references need no quotes outside brackets', 'a: ${{ vars.x }}\n', {a: '${{ vars.x }}'}],
  ])('%s', (_name, text, value) => {
    expect(parsed(text).value).toEqual(value);
  });
});

describe('the place of a path', () => {
  const text = [
    'x-base: &base {cwd: sub, deep: {run: here}}',
    'tasks:',
    '  web:',
    '    <<: *base',
    '    run: "a b"',
    '    env:',
    '    needs: [db, &n cache]',
    '    ready:',
    '      - port: 1',
    '      - *n',
    '',
  ].join('\n');

  test.each<[KeyPath, 'key' | 'value', string, number]>([
    [['tasks', 'web', 'run'], 'value', '"a b"', 5],
    [['tasks', 'web', 'run'], 'key', 'run', 5],
    [['tasks', 'web', 'needs', 1], 'value', 'cache', 7],
    [['tasks', 'web', 'needs', 1], 'key', 'cache', 7],
    [['tasks', 'web', 'ready', 0, 'port'], 'key', 'port', 9],
    [['tasks', 'web', 'ready', 1], 'value', '*n', 10],
    // A missing value has the place of its key.
    [['tasks', 'web', 'env'], 'value', 'env', 6],
    // A value merged by `<<` is located at its definition.
    [['tasks', 'web', 'cwd'], 'value', 'sub', 1],
    [['tasks', 'web', 'deep', 'run'], 'key', 'run', 1],
    // If the path does not exist, its deepest existing key is used.
    [['tasks', 'api', 'run'], 'value', 'tasks', 2],
    [['tasks', 'web', 'run', 'x'], 'value', 'run', 5],
    [['tasks', 'web', 'needs', 7], 'value', 'needs', 7],
  ])('%j, %s', (path, part, expected, line) => {
    const {file, start, end} = parsed(text).place(path, part);
    expect(file).toBe('/w/bottle.yaml');
    expect([text.slice(start, end), text.slice(0, start).split('\n').length]).toEqual([expected, line]);
  });

  test('ends before the line break that follows a map', () => {
    const {start, end} = parsed('a:\n  b: c\n\nd: e\n').place(['a'], 'value');
    expect([start, end]).toEqual([5, 9]);
  });
});

describe('the place of part of a string', () => {
  const ref = '${{ a }}';

  /** The offsets of occurrence `nth`, from 0, of `needle` in the string at `path`. */
  function slice({value}: ParsedFile, path: KeyPath, needle: string, nth: number) {
    let text: unknown = value;
    for (const part of path) text = (text as Record<string | number, unknown>)[part];
    let start = String(text).indexOf(needle);
    for (let seen = 0; seen < nth; seen++) start = String(text).indexOf(needle, start + 1);
    return {start, end: start + needle.length};
  }

  test.each<[string, string, number, string]>([
    ['plain', `a: x ${ref} y`, 0, 'a: x '],
    ['plain, on the next line', `a: x\n  y ${ref}`, 0, 'a: x\n  y '],
    ['plain, second occurrence', `a: ${ref} ${ref}`, 1, `a: ${ref} `],
    ['single quotes', `a: 'it''s ${ref}'`, 0, `a: 'it''s `],
    [
      'double quotes',
      `a: "\\"\\t\\x41\\u00e9 \\U0001F600 😀 ${ref}"`,
      0,
      'a: "\\"\\t\\x41\\u00e9 \\U0001F600 😀 ',
    ],
    ['double quotes with a folded line', `a: "x\n  y \\\n  ${ref}"`, 0, 'a: "x\n  y \\\n  '],
    ['block', `a: |\n  x\n\n    y ${ref}\n`, 0, 'a: |\n  x\n\n    y '],
    ['block with a comment in its header', `a: |- # ${ref}\n  x ${ref}\n`, 0, `a: |- # ${ref}\n  x `],
    ['block with an indentation indicator', `a: |2\n    x ${ref}\n`, 0, 'a: |2\n    x '],
    ['folded', `a: >\n  x\n  y\n\n  ${ref} ${ref}\n`, 1, `a: >\n  x\n  y\n\n  ${ref} `],
    ['Windows line endings', `a: |\r\n  x\r\n  ${ref}\r\n`, 0, 'a: |\r\n  x\r\n  '],
    ['in a list', `a: [x, "${ref}"]`, 0, 'a: [x, "'],
  ])('%s', (name, text, nth, before) => {
    const path: KeyPath = name === 'in a list' ? ['a', 1] : ['a'];
    const file = parsed(text);
    const {start, end} = file.placeOfSlice(path, slice(file, path, ref, nth));
    expect([text.slice(0, start), text.slice(start, end)]).toEqual([before, ref]);
  });

  test('is in the text of the anchor if the string is an alias', () => {
    const text = `x: &x "b ${ref}"\na: *x\n`;
    const file = parsed(text);
    const {start} = file.placeOfSlice(['a'], slice(file, ['a'], ref, 0));
    expect(start).toBe(text.indexOf(ref));
  });

  test.each([
    ['a slice beyond its end', 'a: text', 5, 6, 'text'],
    ['a slice that is white space', 'a: "x y"', 1, 2, '"x y"'],
    ['a slice of a number', 'a: 12', 1, 2, '12'],
  ])('is the whole value for %s', (_name, text, from, to, whole) => {
    const {start, end} = parsed(text).placeOfSlice(['a'], {start: from, end: to});
    expect(text.slice(start, end)).toBe(whole);
  });
});

test.each([
  ['a: 1.10', '1.10'],
  ['a: 0x1F', '0x1F'],
  ['a: True # yes', 'True'],
  ['a: "x"', '"x"'],
  ['a:', ''],
  ['b: &n 1e3\na: *n', '1e3'],
])('returns for %j the source %j', (text, source) => {
  expect(parsed(text).source(['a'])).toBe(source);
});
