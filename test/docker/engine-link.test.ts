import {expect, test} from 'vitest';
import {endOf} from '../../src/docker/container-end.ts';
import {engineLink, RETRY_MS} from '../../src/docker/engine-link.ts';
import type {Clock} from '../../src/vocabulary/clock.ts';

/** A clock whose sleeps end immediately. */
function quickClock(): Clock {
  let now = 0;
  return {
    now: () => now,
    sleep: async ms => {
      now += ms;
      await Promise.resolve();
    },
    deadline: () => ({signal: new AbortController().signal, cancel: () => undefined}),
  };
}

function linkOf(
  ping: (attempt: number, now: number) => Error | undefined,
  closed = new AbortController().signal,
) {
  const clock = quickClock();
  const log: string[] = [];
  let attempt = 0;
  const link = engineLink({
    async ping() {
      const error = ping(++attempt, clock.now());
      if (error) throw error;
    },
    drop: () => log.push('dropped'),
    isSilent: true,
    ...{closed, clock},
  });
  return {link, log, clock};
}

test('an engine that responds again is restored', async () => {
  const {link, log} = linkOf(attempt => (attempt < 4 ? new Error('unreachable') : undefined));
  expect(await Promise.all([link.restored(), link.restored()])).toEqual([undefined, undefined]);
  expect(log).toEqual(['dropped', 'dropped', 'dropped']);
});

test('the wait for an engine that does not respond ends at the deadline, with the reason', async () => {
  const {link, clock} = linkOf(() => new Error('unreachable'));
  expect(await link.restored()).toBe('unreachable');
  expect(clock.now()).toBeGreaterThanOrEqual(RETRY_MS);
  expect(clock.now()).toBeLessThan(RETRY_MS + 5_000);
});

test('does not wait for a closed engine', async () => {
  const {link, clock} = linkOf(() => new Error('closed'), AbortSignal.abort());
  expect(await link.restored()).toBe('closed');
  expect(clock.now()).toBe(0);
});

test('requests to a watched engine are aborted when it stops responding', async () => {
  const over = new AbortController();
  const {link, log} = linkOf(attempt => {
    if (attempt === 3) over.abort();
    return attempt === 2 ? new Error('no response') : undefined;
  });
  link.watch(over.signal);
  await expect.poll(() => over.signal.aborted).toBe(true);
  expect(log).toEqual(['dropped']);
});

test('a late failure of a ping on a lost connection does not drop the new connection', async () => {
  const over = new AbortController();
  const answers: ((error?: Error) => void)[] = [];
  const log: string[] = [];
  const link = engineLink({
    ping: async () =>
      await new Promise<void>((resolve, reject) => {
        answers.push(error => (error ? reject(error) : resolve()));
      }),
    drop: () => log.push('dropped'),
    ...{isSilent: true, closed: over.signal, clock: quickClock()},
  });
  link.watch(over.signal);
  await expect.poll(() => answers.length).toBe(1);
  const restored = link.restored();
  answers[1]?.();
  expect(await restored).toBeUndefined();
  answers[0]?.(new Error('no response'));
  await expect.poll(() => answers.length).toBe(3);
  expect(log).toEqual([]);
  over.abort();
  answers[2]?.();
});

const broken = (inspected: () => Promise<unknown>) =>
  ({
    wait: async () => await Promise.reject(new Error('socket hang up')),
    inspect: inspected,
  }) as never;

test('a container fails with a reason if its engine does not respond until the deadline', async () => {
  const container = broken(async () => await Promise.reject(new Error('unreachable')));
  expect(await endOf(container, async why => await Promise.resolve(`${why} for 60 s`))).toEqual({
    code: 125,
    because: 'Docker stopped responding: unreachable for 60 s',
  });
});

test('a container is awaited again once its engine responds', async () => {
  let isBack = false;
  const container = broken(async () => {
    if (!isBack) throw new Error('unreachable');
    return await Promise.resolve({State: {Running: false, ExitCode: 3, Status: 'exited', Error: ''}});
  });
  const end = await endOf(container, async () => {
    isBack = true;
    await Promise.resolve(undefined);
  });
  expect(end).toEqual({code: 3});
});
