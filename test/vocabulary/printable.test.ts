import {expect, test} from 'vitest';
import {printable, printableLine} from '../../src/vocabulary/printable.ts';

test.each([
  ['plain', 'plain'],
  ['a\tb', 'a    b'],
  ['\u001b[31mred', '�[31mred'],
  ['\u009b2J', '�2J'],
  ['two\r\nlines', 'two��lines'],
  ['日本語 é 👍🏽', '日本語 é 👍🏽'],
])('%j is unchanged', (text, expected) => {
  expect(printable(text)).toBe(expected);
});

test.each<[title: string, line: string, withColor: string, without: string]>([
  ['text', 'plain', 'plain', 'plain'],
  ['a tab', 'a\tb', 'a\tb', 'a\tb'],
  ['a color without a reset', '\u001b[31mred', '\u001b[31mred\u001b[0m', 'red'],
  ['a 24-bit color', '\u001b[38;2;1;2;3mx\u001b[0m', '\u001b[38;2;1;2;3mx\u001b[0m\u001b[0m', 'x'],
  ['a color introduced by U+009B', '\u009b32mgreen', '\u001b[32mgreen\u001b[0m', 'green'],
  ['a cleared screen', '\u001b[2J\u001b[3J\u001b[Htext', 'text', 'text'],
  ['a screen cleared by U+009B', '\u009b2Jtext', 'text', 'text'],
  ['a full reset of the terminal', '\u001bctext', 'text', 'text'],
  ['the alternate screen and a hidden cursor', '\u001b[?1049h\u001b[?25ltext', 'text', 'text'],
  ['a moved cursor', 'a\u001b[3Ab\u001b[10;20Hc', 'abc', 'abc'],
  ['a title', '\u001b]0;title\u0007text', 'text', 'text'],
  ['a link', '\u001b]8;;http://a\u001b\\text\u001b]8;;\u001b\\', 'text', 'text'],
  ['a device control string', '\u001bP1$r0m\u001b\\text', 'text', 'text'],
  ['another character set', '\u001b(0lqk', 'lqk', 'lqk'],
  ['a truncated sequence', 'text\u001b[3', 'text', 'text'],
  ['a progress line', '10%\r20%\r100%', '100%', '100%'],
  ['a progress line that ends with a carriage return', '10%\r100%\r', '100%', '100%'],
  ['a spinner', '\r\u001b[K- Building…\r\u001b[KListening on 3000', 'Listening on 3000', 'Listening on 3000'],
  ['a bell and a backspace', 'a\u0007b\u0008c', 'ab�c', 'ab�c'],
  ['placeholders used internally for colors', 'a\u000131\u0001b', 'a�31�b', 'a�31�b'],
  ['binary', '\u0000\u0085\u007f', '���', '���'],
])('a line with %s becomes printable', (_title, line, withColor, without) => {
  expect(printableLine(line, {color: true})).toBe(withColor);
  expect(printableLine(line, {color: false})).toBe(without);
});

test('a long line of carriage returns takes time in proportion to its length', () => {
  const line = '\u001b[32m#\r'.repeat(20_000);
  const startedAt = performance.now();
  expect(printableLine(line, {color: false})).toBe('#');
  expect(performance.now() - startedAt).toBeLessThan(1_000);
});
