import {mkdirSync, rmSync, statSync, utimesSync} from 'node:fs';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import {takeLock} from '../../src/state/lock.ts';
import {temporaryDirectory} from '../support/temporary-directory.ts';

beforeEach(() => void vi.useFakeTimers({toFake: ['setTimeout', 'clearTimeout']}));
afterEach(() => void vi.useRealTimers());

const LIMITS = {staleMs: 10_000};

async function newPath(): Promise<string> {
  return join(await temporaryDirectory(), 'a.lock');
}

test('only one process holds the lock until it is released', async () => {
  const path = await newPath();
  const lock = takeLock(path, LIMITS);
  expect(takeLock(path, LIMITS)).toBeUndefined();
  lock?.release();
  const next = takeLock(path, LIMITS);
  expect(next).toBeDefined();
  next?.release();
  expect(statSync(path, {throwIfNoEntry: false})).toBeUndefined();
  expect(vi.getTimerCount()).toBe(0);
});

test('a stale lock of a dead process is taken over', async () => {
  const path = await newPath();
  mkdirSync(path);
  backdate(path, 9_000);
  expect(takeLock(path, LIMITS)).toBeUndefined();
  backdate(path, 11_000);
  expect(takeLock(path, LIMITS)).toBeDefined();
});

test('the lock is renewed while it is held', async () => {
  const path = await newPath();
  const lock = takeLock(path, LIMITS);
  for (let round = 0; round < 3; round++) {
    const before = statSync(path).mtimeMs;
    // To detect the precision of file times, the package creates one up to a second in the future.
    await vi.waitFor(() => expect(Date.now()).toBeGreaterThan(before + 1), {timeout: 30_000});
    vi.advanceTimersByTime(5_000);
    expect(statSync(path).mtimeMs).toBeGreaterThan(before);
  }
  lock?.release();
});

test.each([
  ['removed', (path: string) => rmSync(path, {recursive: true})],
  ['touched', (path: string) => backdate(path, 1_000)],
])('a lock that was %s is lost, and a lock held by another process stays', async (_, tamper) => {
  const path = await newPath();
  const lost: string[] = [];
  const lock = takeLock(path, {...LIMITS, onLost: ({message}) => void lost.push(message)});
  tamper(path);
  vi.advanceTimersByTime(60_000);
  expect(lost).toHaveLength(1);
  rmSync(path, {recursive: true, force: true});
  mkdirSync(path);
  backdate(path, 500);
  lock?.release();
  expect(statSync(path).isDirectory()).toBe(true);
});

test('a system error is passed on if no directory can be created', async () => {
  const path = join(await temporaryDirectory(), 'missing', 'a.lock');
  expect(() => takeLock(path, LIMITS)).toThrow('ENOENT');
});

function backdate(path: string, ms: number): void {
  const seconds = (Date.now() - ms) / 1_000;
  utimesSync(path, seconds, seconds);
}
