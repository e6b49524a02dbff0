import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {expect, test} from 'vitest';
import {mayBeYounger, givenSince} from '../../src/processes/younger-processes.ts';

const own = 1_000;
const highest = 32_768;
const all = [999, 1_001, 1_051, 32_700];

test.each([
  ['up to the last one', {own, last: 1_050, highest, forks: 50}, [1_001]],
  ['none yet', {own, last: own, highest, forks: 0}, []],
  ['beyond the highest number', {own: 32_600, last: 1_050, highest, forks: 1_000}, [999, 1_001, 32_700]],
  ['that have gone once around', {own, last: 1_050, highest, forks: 33_000}, all],
  ['that may have gone once around', {own, last: 1_050, highest, forks: 24_600}, all],
  ['if the last one is not known', {own, last: Number.NaN, highest, forks: 50}, [1_001, 1_051, 32_700]],
  ['if the highest may have been reached by then', {own: 32_600, last: Number.NaN, highest, forks: 50}, all],
  ['if their count is not known', {own, last: 1_050, highest, forks: Infinity}, all],
  ['if the highest is not known', {own, last: 1_050, highest: Number.NaN, forks: 50}, all],
])('the numbers given since: %s', (_, given, expected) => {
  expect(all.filter(givenSince(given))).toEqual(expected);
});

test('a process that is started later may be younger', async () => {
  const child = spawn('sleep', ['60']);
  await once(child, 'spawn');
  expect(mayBeYounger()(child.pid as number)).toBe(true);
  child.kill('SIGKILL');
});
