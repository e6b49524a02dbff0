import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {expect, test} from 'vitest';
import {mayBeYounger, givenSince} from '../../src/processes/younger-processes.ts';

const own = 1_000;
const highest = 32_768;
const all = [999, 1_001, 1_051, 32_700];

test.each([
  ['up to the last pid', {own, last: 1_050, highest, forks: 50}, [1_001]],
  ['no process so far', {own, last: own, highest, forks: 0}, []],
  ['beyond the highest pid', {own: 32_600, last: 1_050, highest, forks: 1_000}, [999, 1_001, 32_700]],
  ['pids have wrapped around once', {own, last: 1_050, highest, forks: 33_000}, all],
  ['pids may have wrapped around once', {own, last: 1_050, highest, forks: 24_600}, all],
  ['more pids were used than forks counted', {own, last: 10_000, highest, forks: 50}, all],
  ['more pids were used than forks counted, with a wrap-around', {own, last: 950, highest, forks: 50}, all],
  ['the last pid is unknown', {own, last: Number.NaN, highest, forks: 50}, [1_001, 1_051, 32_700]],
  [
    'the highest pid may have been reached, and the last one is unknown',
    {own: 32_600, last: Number.NaN, highest, forks: 50},
    all,
  ],
  ['the number of forks is unknown', {own, last: 1_050, highest, forks: Infinity}, all],
  ['the highest pid is unknown', {own, last: 1_050, highest: Number.NaN, forks: 50}, all],
])('finds pids of younger processes: %s', (_, given, expected) => {
  expect(all.filter(givenSince(given))).toEqual(expected);
});

test('a process started later may be younger', async () => {
  const child = spawn('sleep', ['60']);
  await once(child, 'spawn');
  expect(mayBeYounger()(child.pid as number)).toBe(true);
  child.kill('SIGKILL');
});
