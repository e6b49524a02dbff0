import {expect, test} from 'vitest';
import {copyLine, detailLines, progressRow, summaryLines} from '../../src/cli/detached/copies/copy-texts.ts';
import type {Copy} from '../../src/cli/detached/copies/start-copy.ts';

function copy(number: number, more: Partial<Copy> = {}): Copy {
  return {
    ...{number, name: `shop-${number}`, run: 'id', outcome: 'ready', code: 0, tookMs: 1_200},
    ...{urls: [], printed: ''},
    ...more,
  };
}

const failed: Partial<Copy> = {outcome: 'failed', code: 1, printed: 'error: task `a` broke\n  last line\n'};

test.each<[Partial<Copy>, string]>([
  [{urls: ['http://127.0.0.16/']}, 'shop-1   ready in 1.2 s  http://127.0.0.16/'],
  [{urls: ['a', 'b', 'c', 'd']}, 'shop-1   ready in 1.2 s  a  b  c  d'],
  [{urls: ['a', 'b', 'c', 'd', 'e']}, 'shop-1   ready in 1.2 s  a  b  c  2 more'],
  [{outcome: 'up'}, 'shop-1   already up'],
  [{outcome: 'ended'}, 'shop-1   ended after 1.2 s'],
  [{outcome: 'stopped', code: 130}, 'shop-1   stopped'],
  [failed, 'shop-1   failed after 1.2 s: task `a` broke'],
])('prints a line for the copy %j', (more, line) => {
  expect(
    copyLine(copy(1, more), 7)
      .map(({text}) => text)
      .join(''),
  ).toBe(line);
});

test('shows details of a failure for the first copy only, and each warning once', () => {
  const shown = new Set<string>();
  const warned = (number: number): Copy => copy(number, {printed: `warning: \`shop-${number}\` is odd\n`});
  expect(
    [copy(1, failed), copy(2, failed), warned(3), warned(4)].map(each => detailLines(each, shown)),
  ).toEqual([...[['  last line'], [], ['warning: `shop-3` is odd'], []]]);
});

const NEXT = "`bottle ps` lists them, `bottle down 'shop-*'` stops them";

test.each<[string, readonly Copy[], readonly string[], readonly string[]]>([
  ['all up', [copy(1), copy(2, {outcome: 'up'})], [], [`2 copies of shop are up; ${NEXT}`]],
  ['one', [copy(1)], ['shop-2'], [`1 copy of shop is up; ${NEXT}`, 'also up: shop-2']],
  ['ended', [copy(1, {outcome: 'ended'})], [], ['1 copy of shop has ended']],
  [
    'one failed',
    [copy(1), copy(2, failed)],
    [],
    [
      'error: 1 of 2 copies of shop is not up: shop-2',
      `  the others are up; ${NEXT}`,
      '  repeat the command to start only the missing ones',
    ],
  ],
  [
    'all failed',
    [copy(1, failed), copy(2, failed)],
    [],
    ['error: 2 of 2 copies of shop are not up: shop-1, shop-2'],
  ],
])('prints a summary: %s', (_, copies, further, lines) => {
  expect(summaryLines('shop', copies, further)).toEqual(lines);
});

test('counts the copies in a progress row below the lines', () => {
  const row = progressRow({base: 'shop', copies: 50, started: 20, settled: [copy(1), copy(2, failed)]});
  expect(row.map(({text}) => text).join('')).toBe(
    'shop  1/50 ready · 1 failed · 18 starting · 30 waiting   Ctrl-C to stop',
  );
});
