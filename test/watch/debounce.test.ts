import {expect, test} from 'vitest';
import {createDebounce} from '../../src/watch/debounce.ts';
import {fakeClock} from '../support/fake-clock.ts';

function rig() {
  const clock = fakeClock();
  const over = new AbortController();
  const acts: number[] = [];
  const {touch} = createDebounce(clock, over.signal, () => acts.push(clock.now()));
  return {clock, acts, touch, over};
}

test('acts once, after 100 ms without changes', async () => {
  const {clock, acts, touch} = rig();
  touch();
  await clock.advance(60);
  touch();
  await clock.advance(99);
  expect(acts).toEqual([]);
  await clock.advance(1000);
  expect(acts).toEqual([160]);
});

test('acts at least once per second during continuous changes', async () => {
  const {clock, acts, touch} = rig();
  for (let at = 0; at < 2000; at += 50) {
    touch();
    await clock.advance(50);
  }
  await clock.advance(1000);
  expect(acts).toEqual([1000, 2000]);
});

test('does not act after it is over', async () => {
  const {clock, acts, touch, over} = rig();
  touch();
  over.abort();
  await clock.advance(1000);
  expect(acts).toEqual([]);
  expect(clock.timers).toBe(0);
});
