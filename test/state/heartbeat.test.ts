import {mkdir, rm, stat, utimes} from 'node:fs/promises';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import {heartbeatAgeMs, keepHeartbeat, type HeartbeatLoss} from '../../src/state/heartbeat.ts';
import {temporaryDirectory} from '../support/temporary-directory.ts';

// The lock library renews the heartbeat with its own timers, so only timers are faked.
beforeEach(() => void vi.useFakeTimers({toFake: ['setTimeout', 'clearTimeout']}));
afterEach(() => void vi.useRealTimers());

const BEAT_MS = 5_000;

test('is renewed, and its lock is deleted at the end', async () => {
  const dir = await temporaryDirectory();
  const heartbeat = await keepHeartbeat(dir, {onLost: never});
  const before = await modifiedAt(dir);
  vi.advanceTimersByTime(BEAT_MS);
  await expect.poll(async () => await modifiedAt(dir)).not.toBe(before);
  await heartbeat.stop();
  await expect(stat(join(dir, 'lock'))).rejects.toThrow('ENOENT');
  await heartbeat.stop();
});

test.each([
  ['removed', async (lock: string) => await rm(lock, {recursive: true})],
  ['touched', async (lock: string) => await utimes(lock, 1_000, 1_000)],
  [
    'taken by another process',
    async (lock: string) => await rm(lock, {recursive: true}).then(async () => await mkdir(lock)),
  ],
])('is recovered if the lock was %s', async (_, tamper) => {
  const dir = await temporaryDirectory();
  const losses = lossQueue();
  const heartbeat = await keepHeartbeat(dir, {onLost: losses.push});
  for (const round of [1, 2]) {
    await tamper(join(dir, 'lock'));
    // The library recognizes an existing lock by its file time.
    await utimes(join(dir, 'lock'), round, round).catch(() => undefined);
    vi.advanceTimersByTime(BEAT_MS);
    expect(await losses.next()).toMatchObject({recovered: true});
    expect(await heartbeatAgeMs(dir)).toBeLessThan(60_000);
  }
  await heartbeat.stop();
  await expect(stat(join(dir, 'lock'))).rejects.toThrow('ENOENT');
});

test('is lost, and not recovered, if its directory is deleted', async () => {
  const dir = await temporaryDirectory();
  const losses = lossQueue();
  const heartbeat = await keepHeartbeat(dir, {onLost: losses.push});
  await rm(dir, {recursive: true});
  vi.advanceTimersByTime(BEAT_MS);
  expect(await losses.next()).toMatchObject({recovered: false});
  await heartbeat.stop();
});

test('is recovered if its directory can be restored', async () => {
  const dir = await temporaryDirectory();
  const losses = lossQueue();
  const restore = async (): Promise<void> => await mkdir(dir);
  const heartbeat = await keepHeartbeat(dir, {restore, onLost: losses.push});
  await rm(dir, {recursive: true});
  vi.advanceTimersByTime(BEAT_MS);
  expect(await losses.next()).toMatchObject({recovered: true});
  expect(await heartbeatAgeMs(dir)).toBeLessThan(60_000);
  await heartbeat.stop();
});

test('ignores a lost lock after the end', async () => {
  const dir = await temporaryDirectory();
  const heartbeat = await keepHeartbeat(dir, {onLost: never});
  await heartbeat.stop();
  expect(vi.getTimerCount()).toBe(0);
});

function never(loss: HeartbeatLoss): void {
  throw new Error(`not expected: ${loss.why}`);
}

async function modifiedAt(dir: string): Promise<number> {
  return (await stat(join(dir, 'lock'))).mtimeMs;
}

/** A queue of losses to wait for. */
function lossQueue() {
  const came: HeartbeatLoss[] = [];
  let arrived: (() => void) | undefined;
  return {
    push: (loss: HeartbeatLoss): void => {
      came.push(loss);
      arrived?.();
    },
    async next(): Promise<HeartbeatLoss> {
      for (;;) {
        const loss = came.shift();
        if (loss) return loss;
        await new Promise<void>(resolve => (arrived = resolve));
      }
    },
  };
}
