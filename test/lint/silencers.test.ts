import {expect, test} from 'vitest';
import {messageOf, warned} from './warned.ts';

test.each([
  ['on its line', ['    run: sleep 1 && x # bottle: ignore sleep-as-wait']],
  ['above its line', ['    # bottle: ignore sleep-as-wait', '    run: sleep 1 && x']],
  [
    'above its line and other comments',
    ['    # bottle: ignore sleep-as-wait', '', '    # so', '    run: sleep 1 && x'],
  ],
  [
    'in a list of names',
    ['    run: sleep 1 && x # bottle: ignore repeated-need, sleep-as-wait'],
    'repeated-need',
  ],
  ['with a reason', ['    run: sleep 1 && x # bottle: ignore sleep-as-wait (it rests)']],
  ['without spaces', ['    run: sleep 1 && x #bottle:ignore sleep-as-wait']],
  ['in a script', ['    run: |', '      # bottle: ignore sleep-as-wait', '      sleep 1', '      x']],
])('a comment silences a warning %s', (_where, lines, unused?: string) => {
  expect(warned(file(lines))).toEqual(unused === undefined ? [] : [`unused-silencer: ${unused}`]);
});

test.each([
  ['of another rule', ['    # bottle: ignore repeated-need', '    run: sleep 1 && x'], 'repeated-need'],
  [
    'two lines below the comment',
    ['    # bottle: ignore sleep-as-wait', '    env: {}', '    run: sleep 1 && x'],
    'sleep-as-wait',
  ],
  ['above the comment', ['    run: sleep 1 && x', '    # bottle: ignore sleep-as-wait'], 'sleep-as-wait'],
  [
    'on the next line if the comment follows other text',
    ['    env: {} # bottle: ignore sleep-as-wait', '    run: sleep 1 && x'],
    'sleep-as-wait',
  ],
])('a comment does not silence a warning %s', (_where, lines, name) => {
  expect(warned(file(lines)).toSorted()).toEqual(['sleep-as-wait: sleep 1', `unused-silencer: ${name}`]);
});

test('text that is not a comment silences nothing and causes no warning', () => {
  expect(warned(file(['    run: "echo a#bottle: ignore x"']))).toEqual([]);
});

test.each([
  ['repeated-need', '`repeated-need` has no warning to silence here; remove the comment'],
  ['repeated-needs', 'unknown rule `repeated-needs`, did you mean `repeated-need`?'],
  ['wrong-shape', 'unknown rule `wrong-shape`; errors cannot be silenced'],
  ['unused-silencer', 'unknown rule `unused-silencer`; errors cannot be silenced'],
])('a comment for `%s` that silences nothing is reported', (name, message) => {
  expect(messageOf(file([`    run: x # bottle: ignore ${name}`]))).toBe(message);
});

function file(lines: readonly string[]): string {
  return ['tasks:', '  a:', ...lines, ''].join('\n');
}
