import {expect, test} from 'vitest';
import {defaultLimits} from '../../src/polling/limits.ts';
import {pauseMs} from '../../src/polling/pace.ts';

test.each([
  [0, 5],
  [50, 5],
  [200, 5],
  [400, 10],
  [1_000, 25],
  [9_980, 249.5],
  [10_000, 250],
  [29_000, 250],
])('after %d ms, the pause is %d ms', (elapsedMs, pause) => {
  expect(pauseMs(defaultLimits, {elapsedMs, streak: 0})).toBe(pause);
});

test.each([
  [0, 15],
  [1_000, 55],
  [5_000, 215],
  [29_000, 250],
])('after %d ms with a target known to be absent, the pause is %d ms', (elapsedMs, pause) => {
  expect(pauseMs(defaultLimits, {elapsedMs, streak: 0, isAbsent: true})).toBe(pause);
});

test.each([
  ['leaves 100 ms for the last attempt', 29_760, 250, 140],
  ['is shortened even if it would end exactly at the deadline', 29_750, 250, 150],
  ['is unchanged if it ends before the deadline', 29_740, 250, 250],
  ['is unchanged if less than one attempt is left, because the wait is over', 29_900, 250, 250],
  ['can be shortened a lot', 10_000, 60_000, 19_900],
])('near the deadline, a pause %s', (_what, elapsedMs, intervalMs, pause) => {
  expect(pauseMs({...defaultLimits, intervalMs}, {elapsedMs, streak: 0})).toBe(pause);
});

test.each([
  [{successes: 2}, 150],
  [{successes: 3}, 75],
  [{successes: 100}, 5],
  [{successes: 2, intervalMs: 20}, 20],
])('the pause between successes with %j is %d ms', (limits, pause) => {
  expect(pauseMs({...defaultLimits, ...limits}, {elapsedMs: 10, streak: 1})).toBe(pause);
  expect(pauseMs({...defaultLimits, ...limits}, {elapsedMs: 29_999, streak: 1})).toBe(pause);
});

test('no pause is shortened without a deadline', () => {
  expect(pauseMs({...defaultLimits, timeoutMs: Infinity}, {elapsedMs: 1e9, streak: 0})).toBe(250);
});
