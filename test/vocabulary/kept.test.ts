import {expect, test} from 'vitest';
import {keptByText} from '../../src/vocabulary/kept.ts';

test('results are kept until the strings are too long in all', () => {
  const asked: string[] = [];
  const find = keptByText(text => {
    asked.push(text);
    return text.length;
  }, 10);
  for (const text of ['four', 'five!', 'four', 'five!']) find(text);
  expect(asked).toEqual(['four', 'five!']);
  for (const text of ['six', 'six', 'four']) find(text);
  expect(asked).toEqual(['four', 'five!', 'six', 'four']);
});

test('a string that is longer by itself is not kept', () => {
  let count = 0;
  const find = keptByText(() => ++count, 3);
  expect([find('longer'), find('longer')]).toEqual([1, 2]);
});
