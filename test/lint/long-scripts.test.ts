import {expect, test} from 'vitest';
import {warned} from './warned.ts';

const script = (words: number) => `tasks: {a: {run: '${'x '.repeat(words)}'}}`;

test('a script that is too long to be checked is named', () => {
  expect(warned(script(100_001))).toHaveLength(1);
});

test('shorter ones and comments are not', () => {
  expect(warned(script(1000))).toEqual([]);
  expect(warned(`tasks: {a: {run: '${'#'.repeat(100_001)}'}}`)).toEqual([]);
});
