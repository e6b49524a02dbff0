import {expect, test} from 'vitest';
import {limitLife} from '../../src/runner/limit-life.ts';
import type {InterruptCause} from '../../src/vocabulary/event.ts';
import {fakeClock} from '../support/fake-clock.ts';
import {startRun} from './run-rig.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const withProcess = {pid: 4711, startTime: '12'};

function limited(limits: Parameters<typeof limitLife>[0], isAlive = async () => true) {
  const clock = fakeClock();
  const over = new AbortController();
  const ends: InterruptCause[] = [];
  limitLife(limits, cause => ends.push(cause), {clock, over: over.signal, isAlive});
  return {clock, over, ends};
}

test.each([1, 1_000, 40 * DAY_MS])('a run ends exactly %d ms after its start', async ttlMs => {
  const {clock, ends} = limited({ttlMs});
  await clock.advance(ttlMs - 1);
  expect(ends).toEqual([]);
  await clock.advance(1);
  expect(ends).toEqual([{what: 'ttl', ttlMs}]);
  expect(clock.timers).toBe(0);
});

test('a run ends soon after the process named by --with-pid', async () => {
  let isThere = true;
  const {clock, ends} = limited({withProcess}, async () => isThere);
  await clock.advance(60_000);
  expect(ends).toEqual([]);
  isThere = false;
  await clock.advance(process.platform === 'linux' ? 500 : 5_000);
  expect(ends).toEqual([{what: 'process-gone', pid: 4711}]);
  expect(clock.timers).toBe(0);
});

test('limits are dropped when the run is over', async () => {
  const {clock, over, ends} = limited({ttlMs: 1_000, withProcess});
  await clock.advance(10);
  over.abort();
  await clock.advance(DAY_MS);
  expect(ends).toEqual([]);
  expect(clock.timers).toBe(0);
});

test('an expired run ends as with SIGTERM', async () => {
  const run = await startRun({web: {as: 'service'}}, {limits: {ttlMs: 60_000}});
  await (await run.task('web')).up();
  await run.clock.advance(60_000);
  expect((await run.result).reason).toEqual({why: 'interrupted', signal: 'SIGTERM'});
  expect(run.find('run-interrupted')).toEqual([
    expect.objectContaining({signal: 'SIGTERM', because: {what: 'ttl', ttlMs: 60_000}}),
  ]);
});
