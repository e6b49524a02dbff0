import {expect, test} from 'vitest';
import {machineSlots} from '../../src/smolvm/machine-slots.ts';
import {turn} from '../support/deferred.ts';

const signal = new AbortController().signal;

test.each([1, 3, 6])('runs %i callers at a time, in the order of their requests', async width => {
  const turns = machineSlots();
  const events: string[] = [];
  let inside = 0;
  let most = 0;
  const work = async (name: number): Promise<void> => {
    const release = await turns.take('m', {width, signal: new AbortController().signal});
    most = Math.max(most, (inside += 1));
    events.push(`${name}`);
    await turn();
    inside -= 1;
    release?.();
  };
  const names = Array.from({length: 20}, (_, index) => index);
  await Promise.all(names.map(work));
  expect(most).toBe(width);
  expect(events).toEqual(names.map(String));
});

test('does not make machines wait for each other', async () => {
  const turns = machineSlots();
  await turns.take('a', {width: 1, signal});
  expect(await turns.take('b', {width: 1, signal})).toBeTypeOf('function');
});

test('rejects a cancelled waiter immediately, without using a slot', async () => {
  const turns = machineSlots();
  const first = await turns.take('m', {width: 1, signal});
  const impatient = new AbortController();
  const second = turns.take('m', {width: 1, signal: impatient.signal});
  const third = turns.take('m', {width: 1, signal});
  impatient.abort();
  expect(await second).toBeUndefined();
  first?.();
  expect(await third).toBeTypeOf('function');
});

test('gives no slot to a caller whose signal is already aborted', async () => {
  const turns = machineSlots();
  expect(await turns.take('m', {width: 1, signal: AbortSignal.abort()})).toBeUndefined();
  expect(await turns.take('m', {width: 1, signal})).toBeTypeOf('function');
});
