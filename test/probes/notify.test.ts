import {expect, test} from 'vitest';
import {untilReady} from '../../src/polling/poller.ts';
import {createProbe} from '../../src/probes/registry.ts';
import {fakeClock} from '../support/fake-clock.ts';
import {probeContext} from '../support/probe-context.ts';

function begin(notified: Promise<void>, timeout = '30s') {
  const clock = fakeClock();
  const {probe, limits} = createProbe({notify: {timeout}}, probeContext({subject: {notified}}));
  return {clock, readiness: untilReady(probe, limits, {clock, signal: new AbortController().signal})};
}

test('passes when the process notifies', async () => {
  let notify: () => void = () => undefined;
  const {clock, readiness} = begin(new Promise<void>(resolve => (notify = resolve)));
  await clock.advance(1_234);
  notify();
  expect(await readiness).toEqual({status: 'ready', attempts: 1, elapsedMs: 1_234, outputs: {}});
  expect(clock.timers).toBe(0);
});

test('passes if the process has notified before', async () => {
  expect(await begin(Promise.resolve()).readiness).toMatchObject({status: 'ready', elapsedMs: 0});
});

test('reports a missing notification at the deadline', async () => {
  const {clock, readiness} = begin(new Promise(() => undefined), '2s');
  expect(await clock.until(readiness)).toEqual({
    status: 'timed-out',
    attempts: 1,
    elapsedMs: 2_000,
    lastSeen: 'no line break yet',
  });
});

test('throws for a task that cannot notify', () => {
  expect(() => createProbe({notify: {}}, probeContext())).toThrow(
    'a task that cannot notify has a notify probe',
  );
});
