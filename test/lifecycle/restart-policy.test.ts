import {describe, expect, test} from 'vitest';
import {failRun, nextRestart, nextTry, type AfterEnd} from '../../src/lifecycle/restart-policy.ts';
import type {Attempt} from '../../src/lifecycle/task-state.ts';

const first: Attempt = {tries: 1, restarts: 0, cause: 'needs-met'};
const policy = (more: Partial<AfterEnd>): AfterEnd => ({...failRun, restarts: 3, delayMs: 1_000, ...more});
const retry = {attempts: 2, delayMs: 50};

describe('after an exit', () => {
  test.each<[string, Partial<AfterEnd>, number, {code?: number; upMs?: number}, object | undefined]>([
    ['it is restarted', {}, 0, {}, {restarts: 1, delayMs: 1_000}],
    ['restarts in a row are counted', {}, 2, {}, {restarts: 3, delayMs: 1_000}],
    ['until none is left', {}, 3, {}, undefined],
    ['counted anew after 10 s up', {}, 3, {upMs: 10_000}, {restarts: 1, delayMs: 1_000}],
    ['not before', {}, 3, {upMs: 9_999}, undefined],
    ['unlimited', {restarts: Infinity}, 1_000, {}, {restarts: 1_001, delayMs: 1_000}],
    ['the delay grows', {backoff: 2}, 2, {}, {restarts: 3, delayMs: 4_000}],
    ['to at most a minute', {backoff: 10, restarts: 9}, 5, {}, {restarts: 6, delayMs: 60_000}],
    ['unless the first is longer', {backoff: 10, delayMs: 90_000}, 2, {}, {restarts: 3, delayMs: 90_000}],
    ['any exit, by default', {}, 0, {code: 0}, {restarts: 1, delayMs: 1_000}],
    ['only failures', {condition: 'failure'}, 0, {code: 0}, undefined],
    ['which other codes are', {condition: 'failure'}, 0, {code: 1}, {restarts: 1, delayMs: 1_000}],
  ])('%s', (_, more, restarts, {code = 1, upMs = 0}, expected) => {
    const next = nextRestart({...first, restarts}, {exit: {code}, upMs}, policy(more));
    const found = next && {restarts: next.attempt.restarts, delayMs: next.delayMs};
    expect(found).toEqual(expected);
  });

  test('being unhealthy is a failure', () => {
    expect(nextRestart(first, {upMs: 0}, policy({condition: 'failure'}))).toBeDefined();
  });
});

describe('after a failed start', () => {
  test.each<[string, Attempt, Parameters<typeof nextTry>[1], object | undefined]>([
    [
      '`retry` covers it',
      first,
      {retry, afterEnd: policy({})},
      {tries: 2, restarts: 0, next: 2, of: 2, delayMs: 50},
    ],
    ['and `restart` does not', {...first, tries: 2}, {retry, afterEnd: policy({})}, undefined],
    [
      'without `retry`, `restart` covers it',
      {...first, tries: 3},
      {retry: undefined, afterEnd: policy({backoff: 2})},
      {tries: 4, restarts: 0, next: 4, of: 4, delayMs: 4_000},
    ],
    ['until none is left', {...first, tries: 4}, {retry: undefined, afterEnd: policy({})}, undefined],
    [
      'after a restart, `retry` comes first',
      {...first, restarts: 1},
      {retry, afterEnd: policy({})},
      {tries: 2, restarts: 1, next: 2, of: 2, delayMs: 50},
    ],
    [
      'then the next restart',
      {...first, tries: 2, restarts: 1},
      {retry, afterEnd: policy({})},
      {tries: 1, restarts: 2, next: 3, of: 4, delayMs: 1_000},
    ],
    ['neither by default', first, {retry: undefined, afterEnd: failRun}, undefined],
  ])('%s', (_, attempt, policies, expected) => {
    const next = nextTry(attempt, policies);
    const {attempt: {tries, restarts} = first, ...others} = next ?? {};
    expect(next && {tries, restarts, ...others}).toEqual(expected);
  });
});
