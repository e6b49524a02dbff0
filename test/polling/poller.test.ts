import {getEventListeners} from 'node:events';
import {describe, expect, test} from 'vitest';
import {defaultLimits, type Limits} from '../../src/polling/limits.ts';
import {untilReady, type Attempt} from '../../src/polling/poller.ts';
import type {Probe} from '../../src/polling/probe.ts';
import type {ProbeResult} from '../../src/vocabulary/probe-result.ts';
import {fakeClock, type FakeClock} from '../support/fake-clock.ts';

const ready: ProbeResult = {status: 'ready'};
const refused: ProbeResult = {status: 'pending', lastSeen: 'connection refused'};
const hung = new Promise<never>(() => undefined);

type Check = (signal: AbortSignal) => Promise<ProbeResult>;

interface Setting {
  readonly clock?: FakeClock;
  readonly limits?: Partial<Limits>;
  readonly died?: Promise<unknown>;
}

/** Polls an absent target for 2 s. `isWatched`: the poller can see that the target is absent. */
async function pollAbsent(isWatched: boolean) {
  const clock = fakeClock();
  const watched = {isAbsent: true, next: () => hung};
  const probe: Probe = {
    description: 'a test',
    check: answers(refused),
    ...(isWatched && {watch: () => watched}),
  };
  const limits = {...defaultLimits, timeoutMs: 2_000};
  return await clock.until(untilReady(probe, limits, {clock, signal: new AbortController().signal}));
}

/** Starts a wait, and records the start of each attempt, its signal and the reports. */
function begin(check: Check, {clock = fakeClock(), limits = {}, died}: Setting = {}) {
  const begun: number[] = [];
  const signals: AbortSignal[] = [];
  const reported: Attempt[] = [];
  const cancel = new AbortController();
  const probe: Probe = {
    description: 'a test',
    check: signal => {
      begun.push(clock.now());
      signals.push(signal);
      return check(signal);
    },
  };
  const context = {
    clock,
    signal: cancel.signal,
    onAttempt: (attempt: Attempt) => reported.push(attempt),
    ...(died && {died}),
  };
  const readiness = untilReady(probe, {...defaultLimits, ...limits}, context);
  return {clock, readiness, begun, signals, reported, cancel};
}

/** Expects a finished wait to leave no timer and no listener, and to have aborted all attempts. */
function expectNothingLeft({
  clock,
  cancel,
  signals,
}: Pick<ReturnType<typeof begin>, 'clock' | 'cancel' | 'signals'>): void {
  expect(clock.timers).toBe(0);
  expect(getEventListeners(cancel.signal, 'abort')).toEqual([]);
  expect(signals.map(signal => signal.aborted)).toEqual(signals.map(() => true));
}

/** A check that returns these results one after the other, and repeats the last one. */
function answers(...results: readonly ProbeResult[]): Check {
  let next = 0;
  return async () => results[Math.min(next++, results.length - 1)] ?? refused;
}

test('polls less often if the target is known to be absent', async () => {
  expect(await pollAbsent(false)).toMatchObject({status: 'timed-out', attempts: 134});
  expect(await pollAbsent(true)).toMatchObject({status: 'timed-out', attempts: 48});
});

describe('success', () => {
  test('of the first attempt ends the wait', async () => {
    const wait = begin(answers({status: 'ready', outputs: {'log.port': '80'}}));
    expect(await wait.clock.until(wait.readiness)).toEqual({
      status: 'ready',
      attempts: 1,
      elapsedMs: 0,
      outputs: {'log.port': '80'},
    });
    expect(wait.reported).toEqual([]);
    expectNothingLeft(wait);
  });

  test('of a later attempt ends the wait, and earlier attempts are reported', async () => {
    const wait = begin(answers(refused, {status: 'pending', lastSeen: 'HTTP 503'}, ready));
    expect(await wait.clock.until(wait.readiness)).toEqual({
      status: 'ready',
      attempts: 3,
      elapsedMs: 10,
      outputs: {},
    });
    expect(wait.reported).toEqual([
      {attempt: 1, elapsedMs: 0, lastSeen: 'connection refused'},
      {attempt: 2, elapsedMs: 5, lastSeen: 'HTTP 503'},
    ]);
    expectNothingLeft(wait);
  });

  test('a fixed interval is kept', async () => {
    const wait = begin(answers(refused, refused, refused, ready), {limits: {intervalMs: 1_000}});
    await wait.clock.until(wait.readiness);
    expect(wait.begun).toEqual([0, 1_000, 2_000, 3_000]);
  });

  test('readiness is noticed within 2.5 % of the time waited or 5 ms, plus one attempt', async () => {
    for (const moment of randomMoments(120, 29_000)) {
      for (const costMs of [0, 3, 40]) {
        const clock = fakeClock();
        const wait = begin(
          async signal => {
            await clock.sleep(costMs, signal);
            return clock.now() >= moment ? ready : refused;
          },
          {clock},
        );
        expect(await clock.until(wait.readiness)).toMatchObject({status: 'ready'});
        expect(clock.now() - moment).toBeLessThanOrEqual(Math.max(moment * 0.025, 5) + costMs);
      }
    }
  });

  test('each attempt has its own signal, which is aborted at the end of the attempt', async () => {
    const wait = begin(answers(refused), {limits: {intervalMs: 100}});
    await wait.clock.advance(200);
    expect(wait.signals.map(signal => signal.aborted)).toEqual([true, true, true]);
    expect(new Set(wait.signals).size).toBe(3);
    await wait.clock.until(wait.readiness);
  });

  test('a slow start needs few attempts', async () => {
    const wait = begin(answers(refused));
    expect(await wait.clock.until(wait.readiness)).toMatchObject({attempts: 280});
  });
});

describe('required successes', () => {
  test('are spread over 150 ms', async () => {
    const wait = begin(answers(refused, ready), {limits: {successes: 4}});
    expect(await wait.clock.until(wait.readiness)).toEqual({
      status: 'ready',
      attempts: 5,
      elapsedMs: 155,
      outputs: {},
    });
    expect(wait.begun).toEqual([0, 5, 55, 105, 155]);
    expect(wait.reported.map(({lastSeen}) => lastSeen)).toEqual([
      'connection refused',
      'passed 1 of 4 times',
      'passed 2 of 4 times',
      'passed 3 of 4 times',
    ]);
  });

  test('follow the interval if it is set', async () => {
    const wait = begin(answers(ready), {limits: {successes: 3, intervalMs: 10}});
    await wait.clock.until(wait.readiness);
    expect(wait.begun).toEqual([0, 10, 20]);
  });

  test('must be consecutive', async () => {
    const wait = begin(answers(ready, refused, ready, ready), {limits: {successes: 2}});
    expect(await wait.clock.until(wait.readiness)).toMatchObject({status: 'ready', attempts: 4});
    expect(wait.reported.map(({lastSeen}) => lastSeen)).toEqual([
      'passed 1 of 2 times',
      'connection refused',
      'passed 1 of 2 times',
    ]);
  });

  test('are reported if there are too few at the deadline', async () => {
    const wait = begin(answers(ready), {limits: {successes: 3, timeoutMs: 100}});
    expect(await wait.clock.until(wait.readiness)).toEqual({
      status: 'timed-out',
      attempts: 2,
      elapsedMs: 100,
      lastSeen: 'passed 2 of 3 times',
    });
  });

  test('start again after an attempt that takes too long', async () => {
    const results = [async () => ready, () => hung, async () => ready, async () => ready];
    const wait = begin(async () => await (results.shift() ?? (() => hung))(), {limits: {successes: 2}});
    expect(await wait.clock.until(wait.readiness)).toMatchObject({status: 'ready', attempts: 4});
  });
});

describe('the deadline', () => {
  test('reports the last result', async () => {
    const wait = begin(answers(refused), {limits: {timeoutMs: 1_000}});
    expect(await wait.clock.until(wait.readiness)).toEqual({
      status: 'timed-out',
      attempts: 106,
      elapsedMs: 1_000,
      lastSeen: 'connection refused',
    });
    expectNothingLeft(wait);
  });

  test('comes after one more attempt that a long interval would have skipped', async () => {
    const wait = begin(answers(refused), {limits: {intervalMs: 10_000}});
    await wait.clock.until(wait.readiness);
    expect(wait.begun).toEqual([0, 10_000, 20_000, 29_900]);
    expect(wait.clock.now()).toBe(30_000);
  });

  test('does not wait for a hanging attempt', async () => {
    const wait = begin(() => hung, {limits: {timeoutMs: 500}});
    expect(await wait.clock.until(wait.readiness)).toEqual({
      status: 'timed-out',
      attempts: 1,
      elapsedMs: 500,
      lastSeen: 'no response within 500 ms',
    });
    expectNothingLeft(wait);
  });

  test('reports the last result even if it aborts an attempt', async () => {
    const results = [async () => refused, () => hung];
    const wait = begin(async () => await (results.shift() ?? (() => hung))(), {limits: {timeoutMs: 1_000}});
    expect(await wait.clock.until(wait.readiness)).toMatchObject({
      status: 'timed-out',
      attempts: 2,
      lastSeen: 'connection refused',
    });
  });

  test('accepts a success at the last moment', async () => {
    const wait = begin(
      signal => new Promise(resolve => signal.addEventListener('abort', () => resolve(ready))),
      {
        limits: {timeoutMs: 500},
      },
    );
    expect(await wait.clock.until(wait.readiness)).toEqual({
      status: 'ready',
      attempts: 1,
      elapsedMs: 500,
      outputs: {},
    });
  });
});

describe('an attempt that takes too long', () => {
  test('is aborted by its signal, and ignored if it does not stop', async () => {
    const wait = begin(() => hung, {limits: {timeoutMs: 6_000}});
    await wait.clock.advance(1_999);
    expect(wait.signals.map(signal => signal.aborted)).toEqual([false]);
    await wait.clock.advance(1);
    expect(wait.signals.map(signal => signal.aborted)).toEqual([true]);
    expect(await wait.clock.until(wait.readiness)).toMatchObject({
      status: 'timed-out',
      attempts: 3,
      lastSeen: 'no response within 2 s',
    });
    expect(wait.begun).toEqual([0, 2_000 + 50, 4_050 + 101.25]);
    expectNothingLeft(wait);
  });

  test('can still return a result when its signal is aborted', async () => {
    const seen = (signal: AbortSignal) =>
      new Promise<ProbeResult>(resolve => {
        signal.addEventListener('abort', () => resolve({status: 'pending', lastSeen: 'half an answer'}));
      });
    const wait = begin(seen, {limits: {attemptTimeoutMs: 300, timeoutMs: 1_000}});
    await wait.clock.advance(300);
    expect(wait.reported).toEqual([{attempt: 1, elapsedMs: 300, lastSeen: 'half an answer'}]);
    await wait.clock.until(wait.readiness);
  });

  test('can reject afterwards', async () => {
    const wait = begin(
      signal =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => setImmediate(() => reject(new Error('aborted'))));
        }),
      {limits: {timeoutMs: 3_000}},
    );
    expect(await wait.clock.until(wait.readiness)).toMatchObject({
      status: 'timed-out',
      lastSeen: 'no response within 2 s',
    });
    await wait.clock.advance(1_000);
  });
});

/** States in which a wait can be interrupted, 100 ms after its start. */
const states: readonly [string, Check, Partial<Limits>][] = [
  [
    'an attempt that reacts to its signal',
    signal => new Promise(resolve => signal.addEventListener('abort', () => resolve(refused))),
    {},
  ],
  ['an attempt that hangs', () => hung, {}],
  ['a pause', answers(refused), {intervalMs: 1_000}],
  ['the pause between successes', answers(ready), {successes: 2}],
];

describe.each(states)('during %s', (_state, check, limits) => {
  test('the death of the probed process ends the wait immediately', async () => {
    let die: (exit: unknown) => void = () => undefined;
    const died = new Promise(resolve => (die = resolve));
    const wait = begin(check, {limits, died});
    await wait.clock.advance(100);
    die({code: 1});
    expect(await wait.readiness).toEqual({status: 'died'});
    expectNothingLeft(wait);
  });

  test('cancelling ends the wait immediately', async () => {
    const wait = begin(check, {limits});
    await wait.clock.advance(100);
    wait.cancel.abort();
    expect(await wait.readiness).toEqual({status: 'cancelled'});
    expectNothingLeft(wait);
  });

  test('the first end is reported', async () => {
    let die: (exit: unknown) => void = () => undefined;
    const wait = begin(check, {limits, died: new Promise(resolve => (die = resolve))});
    await wait.clock.advance(100);
    wait.cancel.abort();
    die({code: 1});
    expect(await wait.readiness).toEqual({status: 'cancelled'});
  });
});

test('a wait that is already cancelled runs no probe', async () => {
  const clock = fakeClock();
  const begun: string[] = [];
  const probe = {description: 'a test', check: async () => (begun.push('attempt'), ready)};
  expect(await untilReady(probe, defaultLimits, {clock, signal: AbortSignal.abort()})).toEqual({
    status: 'cancelled',
  });
  expect(begun).toEqual([]);
  expect(clock.timers).toBe(0);
});

test.each([
  ['ended', () => Promise.resolve({code: 0})],
  ['exited with an error', () => Promise.reject(new Error('gone'))],
])('a process that has %s before is not ready, whatever the probe reports', async (_what, died) => {
  const wait = begin(answers(ready), {died: died()});
  expect(await wait.readiness).toEqual({status: 'died'});
  expectNothingLeft(wait);
});

test('a probe that can never pass ends the wait', async () => {
  const wait = begin(answers(refused, {status: 'failed', lastSeen: 'no such port'}));
  expect(await wait.clock.until(wait.readiness)).toEqual({
    status: 'never',
    attempts: 2,
    elapsedMs: 5,
    lastSeen: 'no such port',
  });
  expectNothingLeft(wait);
});

test.each([
  ['rejects', async () => Promise.reject(new TypeError('a bug'))],
  [
    'throws',
    () => {
      throw new TypeError('a bug');
    },
  ],
])('a check that %s is a bug, and its error is passed on', async (_how, check) => {
  const wait = begin(check);
  await expect(wait.readiness).rejects.toThrow(new TypeError('a bug'));
  expectNothingLeft(wait);
});

describe('a push probe', () => {
  function beginReported(wait: (signal: AbortSignal) => Promise<ProbeResult>, clock = fakeClock()) {
    const cancel = new AbortController();
    const reported: Attempt[] = [];
    const context = {clock, signal: cancel.signal, onAttempt: (attempt: Attempt) => reported.push(attempt)};
    const readiness = untilReady({description: 'a test', wait}, defaultLimits, context);
    return {clock, cancel, reported, readiness, signals: []};
  }

  test('is called once, and its attempt has no time limit of its own', async () => {
    const clock = fakeClock();
    const wait = beginReported(async signal => {
      await clock.sleep(12_345, signal);
      return ready;
    }, clock);
    expect(await wait.clock.until(wait.readiness)).toEqual({
      status: 'ready',
      attempts: 1,
      elapsedMs: 12_345,
      outputs: {},
    });
    expect(wait.reported).toEqual([]);
    expectNothingLeft(wait);
  });

  test('reports its last result at the deadline', async () => {
    const wait = beginReported(
      signal =>
        new Promise(resolve => {
          signal.addEventListener('abort', () => resolve({status: 'pending', lastSeen: '3 lines, no match'}));
        }),
    );
    expect(await wait.clock.until(wait.readiness)).toEqual({
      status: 'timed-out',
      attempts: 1,
      elapsedMs: 30_000,
      lastSeen: '3 lines, no match',
    });
    expectNothingLeft(wait);
  });

  test('does not delay the deadline', async () => {
    const wait = beginReported(() => hung);
    expect(await wait.clock.until(wait.readiness)).toMatchObject({
      status: 'timed-out',
      lastSeen: 'no response within 30 s',
    });
    expectNothingLeft(wait);
  });
});

/** Reproducible moments up to `most`, distributed logarithmically. */
function randomMoments(count: number, most: number): number[] {
  let seed = 42;
  return Array.from({length: count}, () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    return most ** (seed / 2 ** 31);
  });
}
