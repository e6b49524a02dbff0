import {randomInt} from 'node:crypto';
import {createServer} from 'node:net';
import {describe, expect, onTestFinished, test} from 'vitest';
import {createListenerWatch} from '../../src/processes/listener-watch.ts';
import type {ListeningSocket} from '../../src/processes/listening-sockets.ts';
import {createSocketTable, type SocketTable} from '../../src/processes/socket-table.ts';
import {systemClock} from '../../src/processes/system-clock.ts';
import {fakeClock} from '../support/fake-clock.ts';
import {listen} from '../support/listen.ts';

const socket = (inode: string, port = 80): ListeningSocket => ({address: '127.0.0.1', port, inode, uid: 0});

/** A socket table controlled by the test. Records all accesses, and how long they would take in all, `readMs` each. */
function fakeTable({readMs = 0, hasCounter = true} = {}) {
  const state = {sockets: [] as ListeningSocket[], count: 0, readings: 0, readMs: 0, open: 0};
  const table: SocketTable = {
    read() {
      state.readings++;
      state.readMs += readMs;
      return state.sockets;
    },
    recent: () => [],
    openCounter() {
      if (!hasCounter) return undefined;
      state.open++;
      return {read: () => String(state.count), close: () => state.open--};
    },
  };
  const change = (...sockets: readonly ListeningSocket[]): void => {
    state.sockets = [...sockets];
    state.count++;
  };
  return {state, table, change};
}

function onPort(port: number) {
  return (sockets: readonly ListeningSocket[]) => sockets.filter(each => each.port === port);
}

/** Watches for listeners on a port, and counts the new ones. */
function begin(watch: ReturnType<typeof createListenerWatch>, port: number) {
  const over = new AbortController();
  const watched = watch(onPort(port), over.signal);
  const seen = {begun: 0};
  void watched?.next().then(() => seen.begun++);
  return {watched, seen, over};
}

describe('a new listener', () => {
  test('is noticed at the next check by all who watch its port, with one reading', async () => {
    const clock = fakeClock();
    const {state, table, change} = fakeTable();
    const watch = createListenerWatch(table, clock);
    const [web, web2, db] = [begin(watch, 80), begin(watch, 80), begin(watch, 5432)];
    await clock.advance(100);
    expect(state.readings).toBe(1);
    expect([web, db].map(({watched}) => watched?.isAbsent)).toEqual([true, true]);
    change(socket('1'));
    await clock.advance(2);
    expect([web, web2, db].map(({seen}) => seen.begun)).toEqual([1, 1, 0]);
    expect([web, db].map(({watched}) => watched?.isAbsent)).toEqual([false, true]);
    expect(state.readings).toBe(2);
  });

  test('is a socket that was not listening before', async () => {
    const clock = fakeClock();
    const {table, change} = fakeTable();
    change(socket('1'));
    const {watched, seen} = begin(createListenerWatch(table, clock), 80);
    await clock.advance(10);
    expect([seen.begun, watched?.isAbsent]).toEqual([0, false]);
    change();
    await clock.advance(10);
    expect([seen.begun, watched?.isAbsent]).toEqual([0, true]);
    change(socket('2'));
    await clock.advance(10);
    expect([seen.begun, watched?.isAbsent]).toEqual([1, false]);
  });

  test('is checked every 2 ms at first, and every 25 ms after a long wait', async () => {
    const clock = fakeClock();
    const {table} = fakeTable();
    begin(createListenerWatch(table, clock), 80);
    await clock.advance(1_000);
    expect(clock.nextIn).toBeLessThanOrEqual(2);
    await clock.advance(59_000);
    expect(clock.nextIn).toBeGreaterThan(2);
    await clock.advance(clock.nextIn);
    expect(clock.nextIn).toBe(25);
  });
});

test('the table is read for at most a tenth of the time, even if connections change constantly', async () => {
  const clock = fakeClock();
  const {state, table, change} = fakeTable({readMs: 5});
  begin(createListenerWatch(table, {...clock, now: () => clock.now() + state.readMs}), 80);
  for (let step = 0; step < 500; step++) {
    change();
    await clock.advance(2);
  }
  expect(state.readings).toBeGreaterThan(10);
  expect(state.readings * 5).toBeLessThanOrEqual(100);
});

test('the counter is open and checked while there are watchers', async () => {
  const clock = fakeClock();
  const {state, table} = fakeTable();
  const watch = createListenerWatch(table, clock);
  const [one, other] = [begin(watch, 80), begin(watch, 81)];
  await clock.advance(10);
  one.over.abort();
  await clock.advance(10);
  expect(state.open).toBe(1);
  other.over.abort();
  await clock.advance(0);
  expect([state.open, clock.timers]).toEqual([0, 0]);
  begin(watch, 80);
  expect(state.open).toBe(1);
});

test('a system without this counter is not watched', () => {
  const clock = fakeClock();
  const watch = createListenerWatch(fakeTable({hasCounter: false}).table, clock);
  expect(watch(() => [], new AbortController().signal)).toBeUndefined();
  expect(createSocketTable('/nowhere').openCounter()).toBeUndefined();
});

test.skipIf(process.platform !== 'linux')('a real listener is noticed', async () => {
  const over = new AbortController();
  onTestFinished(() => over.abort());
  // Other programs on this machine do not listen on this address.
  const host = ['127', ...Array.from({length: 3}, () => randomInt(2, 255))].join('.');
  const watched = createListenerWatch(createSocketTable(), systemClock)(
    sockets => sockets.filter(({address}) => address === host),
    over.signal,
  );
  await expect.poll(() => watched?.isAbsent).toBe(true);
  let isSeen = false;
  void watched?.next().then(() => (isSeen = true));
  // Several listeners, because one that starts while another program closes a socket is missed.
  await expect
    .poll(async () => {
      await listen(createServer(), {host});
      return isSeen;
    })
    .toBe(true);
  expect(watched?.isAbsent).toBe(false);
});
