import {mkdir, rm, utimes} from 'node:fs/promises';
import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {expect, onTestFinished, test, vi} from 'vitest';
import {oneAtATime} from '../../src/leases/scan-lock.ts';
import {hastyClock} from '../support/hasty-clock.ts';
import {temporaryDirectory} from '../support/temporary-directory.ts';

const signal = new AbortController().signal;

test('one works while the others wait', async () => {
  const path = join(await temporaryDirectory(), 'deep', 'addresses');
  let [inside, most] = [0, 0];
  const work = async (): Promise<void> => {
    most = Math.max(most, ++inside);
    await new Promise(resolve => setImmediate(resolve));
    inside--;
  };
  // Waits on the turns of the event loop; were that counted as time, patience would end here.
  const clock = {...hastyClock(), now: () => 0};
  await Promise.all(Array.from({length: 8}, async () => await oneAtATime(path, {clock, signal}, work)));
  expect(most).toBe(1);
  expect(existsSync(`${path}.lock`)).toBe(false);
});

test('a lock that cannot be acquired in two seconds is skipped, and left alone', async () => {
  const path = join(await temporaryDirectory(), 'addresses');
  await mkdir(`${path}.lock`);
  const clock = hastyClock();
  expect(await oneAtATime(path, {clock, signal}, async () => 'done')).toBe('done');
  expect(clock.now()).toBeGreaterThanOrEqual(1_900);
  expect(clock.now()).toBeLessThan(2_200);
  expect(existsSync(`${path}.lock`)).toBe(true);
});

test('a lock of a process that died is taken', async () => {
  const path = join(await temporaryDirectory(), 'addresses');
  await mkdir(`${path}.lock`);
  await utimes(`${path}.lock`, 1_000, 1_000);
  const clock = hastyClock();
  await oneAtATime(path, {clock, signal}, async () => undefined);
  expect(clock.slept).toEqual([]);
});

test('a lock that is lost meanwhile does not disturb', async () => {
  vi.useFakeTimers({toFake: ['setTimeout', 'clearTimeout']});
  onTestFinished(() => void vi.useRealTimers());
  const path = join(await temporaryDirectory(), 'addresses');
  const result = await oneAtATime(path, {clock: hastyClock(), signal}, async () => {
    await rm(`${path}.lock`, {recursive: true});
    // The library looks after its lock: finds it gone, and says so from its timer.
    vi.advanceTimersByTime(5_000);
    await expect.poll(() => vi.getTimerCount()).toBe(0);
    await new Promise(resolve => setImmediate(resolve));
    return 'done';
  });
  expect(result).toBe('done');
});

test('a waiter can be cancelled', async () => {
  const path = join(await temporaryDirectory(), 'addresses');
  await mkdir(`${path}.lock`);
  const stop = new AbortController();
  const clock = {...hastyClock(), sleep: async () => stop.abort(new Error('stop'))};
  await expect(oneAtATime(path, {clock, signal: stop.signal}, async () => 'done')).rejects.toThrow('stop');
});

test('the lock is given back when the work fails', async () => {
  const path = join(await temporaryDirectory(), 'addresses');
  const fails = oneAtATime(
    path,
    {clock: hastyClock(), signal},
    async () => await Promise.reject(new Error('work')),
  );
  await expect(fails).rejects.toThrow('work');
  expect(existsSync(`${path}.lock`)).toBe(false);
});
