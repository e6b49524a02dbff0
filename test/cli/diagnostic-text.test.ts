import {expect, test} from 'vitest';
import {diagnosticText} from '../../src/cli/text/diagnostic-text.ts';
import type {Diagnostic} from '../../src/vocabulary/diagnostic.ts';

const plain = {color: false, cwd: '/w'};

/** An error whose range is the first occurrence of `part` in `source`. */
function about(source: string, part: string, message = 'wrong'): Diagnostic {
  const start = source.indexOf(part);
  return {severity: 'error', message, place: {file: '/w/bottle.yaml', start, end: start + part.length}};
}

test.each<[string, string, string, string[]]>([
  ['a word', 'a:\n  b: c\n', 'c', [' --> bottle.yaml:2:6', '2 |   b: c', '  |      ^']],
  ['the last line without a line break', 'a\nbc', 'bc', [' --> bottle.yaml:2:1', '2 | bc', '  | ^^']],
  [
    'the first of several lines',
    'a: [b,\n  c]\n',
    '[b,\n  c]',
    [' --> bottle.yaml:1:4', '1 | a: [b,', '  |    ^^^'],
  ],
  ['a word after a tab', 'a:\t\tb\n', 'b', [' --> bottle.yaml:1:5', '1 | a:        b', '  |           ^']],
  ['wide characters', '日本: 語語\n', '語語', [' --> bottle.yaml:1:5', '1 | 日本: 語語', '  |       ^^^^']],
  [
    'a character with several code units',
    '👩‍👩‍👧: 😀 b\n',
    'b',
    [' --> bottle.yaml:1:10', '1 | 👩‍👩‍👧: 😀 b', '  |        ^'],
  ],
  [
    'a word in a file with Windows line endings',
    'a: b\r\nc: d\r\n',
    'd',
    [' --> bottle.yaml:2:4', '2 | c: d', '  |    ^'],
  ],
  [
    'a line with control characters',
    'a: \u001b[31mx\n',
    'x',
    [' --> bottle.yaml:1:9', '1 | a: �[31mx', '  |         ^'],
  ],
  [
    'a line with a two-digit number',
    `${'\n'.repeat(9)}a: b`,
    'b',
    ['  --> bottle.yaml:10:4', '10 | a: b', '   |    ^'],
  ],
])('marks %s', (_name, source, part, lines) => {
  const text = diagnosticText([about(source, part)], () => source, plain);
  expect(text).toBe(['error: wrong', ...lines, ''].join('\n'));
});

test.each([
  ['up to 100 characters before the marked text', 'x'.repeat(100), 'x'.repeat(100)],
  ['only the last 100 of more characters before the marked text', 'x'.repeat(101), `…${'x'.repeat(100)}`],
])('shows %s', (_name, before, shown) => {
  const text = diagnosticText([about(`a: b\n${before}?`, '?')], () => `a: b\n${before}?`, plain);
  const [, , line, carets] = text.split('\n');
  expect([line, carets]).toEqual([`2 | ${shown}?`, `  | ${' '.repeat(shown.length)}^`]);
});

test.each([
  ['up to 200 characters of the marked text', '?'.repeat(200), '?'.repeat(200)],
  ['only the first 200 of more characters of the marked text', '?'.repeat(201), `${'?'.repeat(200)}…`],
])('shows %s', (_name, part, shown) => {
  const text = diagnosticText([about(`a ${part}\nb`, part)], () => `a ${part}\nb`, plain);
  const [, , line, carets] = text.split('\n');
  expect([line, carets]).toEqual([`1 | a ${shown}`, `  |   ${'^'.repeat(200)}`]);
});

test('marks an empty range with one caret, even at the end of the file', () => {
  const place = {file: '/w/bottle.yaml', start: 5, end: 5};
  const text = diagnosticText([{severity: 'error', message: 'wrong', place}], () => 'a: b\n', plain);
  expect(text).toBe('error: wrong\n --> bottle.yaml:2:1\n2 |\n  | ^\n');
});

test('prints a second place as a note', () => {
  const source = 'a: 1\na: 2\n';
  const first = about(source, 'a: 1').place;
  const diagnostic = {...about(source, 'a: 2'), ...(first && {also: {message: 'first here', place: first}})};
  expect(diagnosticText([diagnostic], () => source, plain)).toBe(
    [
      'error: wrong',
      ' --> bottle.yaml:2:1',
      '2 | a: 2',
      '  | ^^^^',
      'note: first here',
      ' --> bottle.yaml:1:1',
      '1 | a: 1',
      '  | ^^^^',
      '',
    ].join('\n'),
  );
});

test.each([
  [[], ''],
  [['error'], ''],
  [['error', 'error'], '\n2 errors\n'],
  [['warning', 'warning'], '\n2 warnings\n'],
  [['warning', 'error', 'warning'], '\n1 error and 2 warnings\n'],
] as const)('for %j appends the count %j', (severities, count) => {
  const diagnostics = severities.map(severity => ({severity, message: 'wrong'}));
  const heads = severities.map(severity => `${severity}: wrong\n`).join('\n');
  expect(diagnosticText(diagnostics, () => undefined, plain)).toBe(heads + count);
});

test('a warning shows its rule, which a comment can silence; an error does not', () => {
  const text = diagnosticText(
    (['warning', 'error'] as const).map(severity => ({severity, rule: 'some-rule', message: 'wrong'})),
    () => undefined,
    plain,
  );
  expect(text).toBe('warning: wrong [some-rule]\n\nerror: wrong\n\n1 error and 1 warning\n');
});

test('prints only the file name if the source is not available', () => {
  expect(diagnosticText([about('a', 'a')], () => undefined, plain)).toBe('error: wrong\n --> bottle.yaml\n');
});

test('prints paths relative to the working directory', () => {
  const text = diagnosticText([about('a', 'a')], () => 'a', {color: false, cwd: '/w/sub'});
  expect(text).toBe('error: wrong\n --> ../bottle.yaml:1:1\n1 | a\n  | ^\n');
});

test('removes escape sequences from messages', () => {
  const text = diagnosticText([{severity: 'error', message: 'found \u001b[31m'}], () => undefined, plain);
  expect(text).toBe('error: found �[31m\n');
});

test('prints colors on request', () => {
  const text = diagnosticText([about('a: b', 'b')], () => 'a: b', {color: true, cwd: '/w'});
  expect(text).toBe(
    '\u001b[1m\u001b[31merror:\u001b[39m\u001b[22m \u001b[1mwrong\u001b[22m\n' +
      ' \u001b[34m-->\u001b[39m bottle.yaml:1:4\n' +
      '\u001b[34m1 |\u001b[39m a: b\n' +
      '  \u001b[34m|\u001b[39m    \u001b[31m^\u001b[39m\n',
  );
});
