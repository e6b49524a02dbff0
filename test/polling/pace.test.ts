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
])('after %d ms the next attempt comes in %d ms', (elapsedMs, pause) => {
  expect(pauseMs(defaultLimits, {elapsedMs, streak: 0})).toBe(pause);
});

test.each([
  [0, 15],
  [1_000, 55],
  [5_000, 215],
  [29_000, 250],
])('after %d ms without anything to ask the next attempt comes in %d ms', (elapsedMs, pause) => {
  expect(pauseMs(defaultLimits, {elapsedMs, streak: 0, isAbsent: true})).toBe(pause);
});

test.each([
  ['leaves 100 ms to the last attempt', 29_760, 250, 140],
  ['is cut also when it would end at the deadline', 29_750, 250, 150],
  ['stays where it ends before the deadline', 29_740, 250, 250],
  ['stays where less than an attempt is left: the wait is over', 29_900, 250, 250],
  ['may be cut by much', 10_000, 60_000, 19_900],
])('at the deadline a pause %s', (_what, elapsedMs, intervalMs, pause) => {
  expect(pauseMs({...defaultLimits, intervalMs}, {elapsedMs, streak: 0})).toBe(pause);
});

test.each([
  [{successes: 2}, 150],
  [{successes: 3}, 75],
  [{successes: 100}, 5],
  [{successes: 2, intervalMs: 20}, 20],
])('between successes of %j there are %d ms', (limits, pause) => {
  expect(pauseMs({...defaultLimits, ...limits}, {elapsedMs: 10, streak: 1})).toBe(pause);
  expect(pauseMs({...defaultLimits, ...limits}, {elapsedMs: 29_999, streak: 1})).toBe(pause);
});

test('without a deadline nothing is cut', () => {
  expect(pauseMs({...defaultLimits, timeoutMs: Infinity}, {elapsedMs: 1e9, streak: 0})).toBe(250);
});
