import {expect, test} from 'vitest';
import {fakeClock} from './fake-clock.ts';

const never = new AbortController().signal;

test('fires timers in order, each with its consequences', async () => {
  const clock = fakeClock();
  const seen: string[] = [];
  const say = (what: string) => seen.push(`${clock.now()} ${what}`);
  void clock.sleep(20, never).then(() => say('second'));
  void clock.sleep(10, never).then(async () => {
    say('first');
    await clock.sleep(5, never);
    say('set on the way');
  });
  void clock.sleep(20, never).then(() => say('third'));
  void clock.sleep(31, never).then(() => say('too late'));
  await clock.advance(30);
  expect(seen).toEqual(['10 first', '15 set on the way', '20 second', '20 third']);
  expect(clock.now()).toBe(30);
  expect(clock.timers).toBe(1);
});

test('ends a sleep when its signal is aborted, and a deadline when it is cancelled', async () => {
  const clock = fakeClock();
  const cancel = new AbortController();
  const sleeping = clock.sleep(10, cancel.signal);
  const deadline = clock.deadline(10);
  cancel.abort();
  deadline.cancel();
  await sleeping;
  await clock.sleep(10, cancel.signal);
  await clock.advance(10);
  expect(deadline.signal.aborted).toBe(false);
  expect(clock.timers).toBe(0);
});

test('advances until a promise settles, or reports that no timer can settle it', async () => {
  const clock = fakeClock(100);
  const value = clock.sleep(40, never).then(() => 'value');
  expect(await clock.until(value)).toBe('value');
  expect(clock.now()).toBe(140);
  await expect(clock.until(Promise.reject(new Error('bad')))).rejects.toThrow('bad');
  await expect(clock.until(new Promise(() => undefined))).rejects.toThrow(
    'waits for something, but no timer is left',
  );
});

test('reports when something waits', async () => {
  const clock = fakeClock();
  const waiting = clock.untilWaiting();
  clock.deadline(10);
  await waiting;
  await clock.untilWaiting();
  expect(clock.timers).toBe(1);
});
