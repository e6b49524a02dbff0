import {once} from 'node:events';
import {expect, test} from 'vitest';
import {systemClock} from '../../src/processes/system-clock.ts';

const never = new AbortController().signal;

test('time passes during a sleep', async () => {
  const before = systemClock.now();
  await systemClock.sleep(2, never);
  expect(systemClock.now()).toBeGreaterThan(before);
});

test('a sleep ends when its signal is aborted, even if it was aborted before', async () => {
  const cancel = new AbortController();
  const sleeping = systemClock.sleep(60_000, cancel.signal);
  cancel.abort();
  await sleeping;
  await systemClock.sleep(60_000, cancel.signal);
});

test("a duration beyond the limit of Node's timers is not shortened", async () => {
  const cancel = new AbortController();
  const ended: string[] = [];
  const long = systemClock.sleep(2 ** 40, cancel.signal).then(() => ended.push('long'));
  const deadline = systemClock.deadline(Infinity);
  await systemClock.sleep(2, never);
  ended.push('short');
  cancel.abort();
  await long;
  expect(ended).toEqual(['short', 'long']);
  expect(deadline.signal.aborted).toBe(false);
  deadline.cancel();
});

test('a deadline aborts its signal, unless it is cancelled', async () => {
  const givenUp = systemClock.deadline(1);
  givenUp.cancel();
  await once(systemClock.deadline(2).signal, 'abort');
  expect(givenUp.signal.aborted).toBe(false);
});
