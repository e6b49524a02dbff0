import {expect, test} from 'vitest';
import {warned} from './warned.ts';

const script = (words: number) => `tasks: {a: {run: '${'x '.repeat(words)}'}}`;

test('reports a script that is too long to check', () => {
  expect(warned(script(100_001))).toHaveLength(1);
});

test('ignores shorter scripts and long comments', () => {
  expect(warned(script(1000))).toEqual([]);
  expect(warned(`tasks: {a: {run: '${'#'.repeat(100_001)}'}}`)).toEqual([]);
});
