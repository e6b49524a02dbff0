import {describe, expect, test} from 'vitest';
import {failRun, nextRestart, nextTry, type AfterEnd} from '../../src/lifecycle/restart-policy.ts';
import type {Attempt} from '../../src/lifecycle/task-state.ts';

const first: Attempt = {tries: 1, restarts: 0, cause: 'needs-met'};
const policy = (more: Partial<AfterEnd>): AfterEnd => ({...failRun, restarts: 3, delayMs: 1_000, ...more});
const retry = {attempts: 2, delayMs: 50};

describe('after an exit', () => {
  test.each<[string, Partial<AfterEnd>, number, {code?: number; upMs?: number}, object | undefined]>([
    ['a service is restarted', {}, 0, {}, {restarts: 1, delayMs: 1_000}],
    ['consecutive restarts are counted', {}, 2, {}, {restarts: 3, delayMs: 1_000}],
    ['no restart follows the last attempt', {}, 3, {}, undefined],
    ['the count starts again after 10 s up', {}, 3, {upMs: 10_000}, {restarts: 1, delayMs: 1_000}],
    ['the count does not start again before 10 s', {}, 3, {upMs: 9_999}, undefined],
    ['unlimited', {restarts: Infinity}, 1_000, {}, {restarts: 1_001, delayMs: 1_000}],
    ['the delay grows', {backoff: 2}, 2, {}, {restarts: 3, delayMs: 4_000}],
    [
      'the delay grows to at most a minute',
      {backoff: 10, restarts: 9},
      5,
      {},
      {restarts: 6, delayMs: 60_000},
    ],
    [
      'the delay is constant if the first one is longer than a minute',
      {backoff: 10, delayMs: 90_000},
      2,
      {},
      {restarts: 3, delayMs: 90_000},
    ],
    ['any exit counts by default', {}, 0, {code: 0}, {restarts: 1, delayMs: 1_000}],
    ['exit code 0 does not count with `condition: failure`', {condition: 'failure'}, 0, {code: 0}, undefined],
    [
      'other exit codes count with `condition: failure`',
      {condition: 'failure'},
      0,
      {code: 1},
      {restarts: 1, delayMs: 1_000},
    ],
  ])('%s', (_, more, restarts, {code = 1, upMs = 0}, expected) => {
    const next = nextRestart({...first, restarts}, {exit: {code}, upMs}, policy(more));
    const found = next && {restarts: next.attempt.restarts, delayMs: next.delayMs};
    expect(found).toEqual(expected);
  });

  test('an unhealthy service counts as failed', () => {
    expect(nextRestart(first, {upMs: 0}, policy({condition: 'failure'}))).toBeDefined();
  });
});

describe('after a failed start', () => {
  test.each<[string, Attempt, Parameters<typeof nextTry>[1], object | undefined]>([
    [
      '`retry` allows another attempt',
      first,
      {retry, afterEnd: policy({})},
      {tries: 2, restarts: 0, next: 2, of: 2, delayMs: 50},
    ],
    [
      '`restart` allows no attempt beyond `retry`',
      {...first, tries: 2},
      {retry, afterEnd: policy({})},
      undefined,
    ],
    [
      '`restart` allows another attempt without `retry`',
      {...first, tries: 3},
      {retry: undefined, afterEnd: policy({backoff: 2})},
      {tries: 4, restarts: 0, next: 4, of: 4, delayMs: 4_000},
    ],
    [
      '`restart` allows no attempt beyond its limit',
      {...first, tries: 4},
      {retry: undefined, afterEnd: policy({})},
      undefined,
    ],
    [
      '`retry` applies first after a restart',
      {...first, restarts: 1},
      {retry, afterEnd: policy({})},
      {tries: 2, restarts: 1, next: 2, of: 2, delayMs: 50},
    ],
    [
      'the next restart follows after `retry`',
      {...first, tries: 2, restarts: 1},
      {retry, afterEnd: policy({})},
      {tries: 1, restarts: 2, next: 3, of: 4, delayMs: 1_000},
    ],
    ['there is no further attempt by default', first, {retry: undefined, afterEnd: failRun}, undefined],
  ])('%s', (_, attempt, policies, expected) => {
    const next = nextTry(attempt, policies);
    const {attempt: {tries, restarts} = first, ...others} = next ?? {};
    expect(next && {tries, restarts, ...others}).toEqual(expected);
  });
});
