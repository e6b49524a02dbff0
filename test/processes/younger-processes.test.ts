import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {expect, test} from 'vitest';
import {mayBeYounger, numbersDecide} from '../../src/processes/younger-processes.ts';

test.each([
  ['few processes', {own: 1_000, highest: 32_768, forks: 50}, true],
  ['this process came shortly before the highest number', {own: 32_700, highest: 32_768, forks: 50}, false],
  ['the numbers have been given once around', {own: 1_000, highest: 32_768, forks: 33_000}, false],
  ['so many that the highest may have been reached', {own: 1_000, highest: 32_768, forks: 24_000}, false],
  ['their count is not known', {own: 1_000, highest: 32_768, forks: Infinity}, false],
  ['the highest is not known', {own: 1_000, highest: Number.NaN, forks: 50}, false],
])('numbers show which processes are younger: %s', (_, given, expected) => {
  expect(numbersDecide(given)).toBe(expected);
});

test('a process that is started later may be younger', async () => {
  const child = spawn('sleep', ['60']);
  await once(child, 'spawn');
  expect(mayBeYounger()(child.pid as number)).toBe(true);
  child.kill('SIGKILL');
});
