import {expect, test} from 'vitest';
import {keptByText} from '../../src/vocabulary/kept.ts';

test('results are kept until the total length of their strings exceeds the limit', () => {
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

test('the result for a string beyond the limit is not kept', () => {
  let count = 0;
  const find = keptByText(() => ++count, 3);
  expect([find('longer'), find('longer')]).toEqual([1, 2]);
});
