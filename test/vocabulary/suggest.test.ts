import {expect, test} from 'vitest';
import {closest} from '../../src/vocabulary/suggest.ts';

const words = [
  'run',
  'serve',
  'wait',
  'alias',
  'certificate',
  'needs',
  'env',
  'timeout',
  'attempt_timeout',
  'on_exit',
];

test.each([
  ['rnu', 'run'],
  ['rum', 'run'],
  ['RUN', 'run'],
  ['need', 'needs'],
  ['sevre', 'serve'],
  ['attemptTimeout', 'attempt_timeout'],
  ['onExit', 'on_exit'],
  ['timout', 'timeout'],
  ['cert', 'certificate'],
  ['environment', 'env'],
  ['server', 'serve'],
  ['frobnicate', undefined],
  ['cwd', undefined],
  ['ru', 'run'],
  ['r', undefined],
  ['', undefined],
])('for %j the suggestion is %j', (word, meant) => {
  expect(closest(word, words)).toBe(meant);
});

test.each([
  ['bd', ['web', 'db'], 'db'],
  ['a', ['b'], undefined],
  ['ab', ['ac', 'ad'], 'ac'],
  ['web', [], undefined],
])('for %j among %j the suggestion is %j', (word, candidates, meant) => {
  expect(closest(word, candidates)).toBe(meant);
});

test('a similar word takes precedence over one with the same prefix', () => {
  expect(closest('port', ['portable', 'prot'])).toBe('prot');
});
