import {mkdir, rm, utimes} from 'node:fs/promises';
import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {expect, onTestFinished, test, vi} from 'vitest';
import {oneAtATime} from '../../src/leases/scan-lock.ts';
import {hastyClock} from '../support/hasty-clock.ts';
import {temporaryDirectory} from '../support/temporary-directory.ts';

const signal = new AbortController().signal;

test('only one caller works while the others wait', async () => {
  const path = join(await temporaryDirectory(), 'deep', 'addresses');
  let [inside, most] = [0, 0];
  const work = async (): Promise<void> => {
    most = Math.max(most, ++inside);
    await new Promise(resolve => setImmediate(resolve));
    inside--;
  };
  // The clock does not advance. If turns of the event loop counted as time, the wait would time out.
  const clock = {...hastyClock(), now: () => 0};
  await Promise.all(Array.from({length: 8}, async () => await oneAtATime(path, {clock, signal}, work)));
  expect(most).toBe(1);
  expect(existsSync(`${path}.lock`)).toBe(false);
});

test('a lock that cannot be acquired within two seconds is ignored and left in place', async () => {
  const path = join(await temporaryDirectory(), 'addresses');
  await mkdir(`${path}.lock`);
  const clock = hastyClock();
  expect(await oneAtATime(path, {clock, signal}, async () => 'done')).toBe('done');
  expect(clock.now()).toBeGreaterThanOrEqual(1_900);
  expect(clock.now()).toBeLessThan(2_200);
  expect(existsSync(`${path}.lock`)).toBe(true);
});

test('a lock of a dead process is acquired', async () => {
  const path = join(await temporaryDirectory(), 'addresses');
  await mkdir(`${path}.lock`);
  await utimes(`${path}.lock`, 1_000, 1_000);
  const clock = hastyClock();
  await oneAtATime(path, {clock, signal}, async () => undefined);
  expect(clock.slept).toEqual([]);
});

test('a lost lock has no effect on the work', async () => {
  vi.useFakeTimers({toFake: ['setTimeout', 'clearTimeout']});
  onTestFinished(() => void vi.useRealTimers());
  const path = join(await temporaryDirectory(), 'addresses');
  const result = await oneAtATime(path, {clock: hastyClock(), signal}, async () => {
    await rm(`${path}.lock`, {recursive: true});
    // The library checks its lock with a timer, and reports from there that it is gone.
    vi.advanceTimersByTime(5_000);
    await expect.poll(() => vi.getTimerCount()).toBe(0);
    await new Promise(resolve => setImmediate(resolve));
    return 'done';
  });
  expect(result).toBe('done');
});

test('a waiting caller can be cancelled', async () => {
  const path = join(await temporaryDirectory(), 'addresses');
  await mkdir(`${path}.lock`);
  const stop = new AbortController();
  const clock = {...hastyClock(), sleep: async () => stop.abort(new Error('stop'))};
  await expect(oneAtATime(path, {clock, signal: stop.signal}, async () => 'done')).rejects.toThrow('stop');
});

test('the lock is released if the work fails', async () => {
  const path = join(await temporaryDirectory(), 'addresses');
  const fails = oneAtATime(
    path,
    {clock: hastyClock(), signal},
    async () => await Promise.reject(new Error('work')),
  );
  await expect(fails).rejects.toThrow('work');
  expect(existsSync(`${path}.lock`)).toBe(false);
});
