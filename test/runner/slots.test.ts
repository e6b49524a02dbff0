import {expect, test} from 'vitest';
import {createSlots, type Slot} from '../../src/runner/slots.ts';
import {turn} from '../support/deferred.ts';

test('no more than the limit have a slot, those with the highest priority first', async () => {
  const {take, held, slots} = rigOf(2);
  for (const name of ['low 1', 'high 9', 'mid 5', 'also mid 5']) take(name);
  await turn();
  expect([...held.keys()]).toEqual(['high 9', 'mid 5']);
  expect(slots.waiting()).toEqual(['also mid 5', 'low 1']);
  held.get('high 9')?.release();
  await turn();
  expect([...held.keys()]).toEqual(['high 9', 'mid 5', 'also mid 5']);
});

test('giving a slot back twice frees one', async () => {
  const {take, held, slots} = rigOf(1);
  for (const name of ['a 1', 'b 1', 'c 1']) take(name);
  await turn();
  held.get('a 1')?.release();
  held.get('a 1')?.release();
  await turn();
  expect(slots.waiting()).toEqual(['c 1']);
});

test('who gives up leaves the queue, and takes no slot', async () => {
  const {take, held, slots} = rigOf(1);
  const stop = new AbortController();
  take('a 1');
  await turn();
  const givenUp = slots.of('b 1').take(stop.signal);
  take('c 1');
  stop.abort('enough');
  await expect(givenUp).rejects.toBe('enough');
  held.get('a 1')?.release();
  await turn();
  expect([...held.keys()]).toEqual(['a 1', 'c 1']);
  await expect(slots.of('d 1').take(AbortSignal.abort('late'))).rejects.toBe('late');
  held.get('c 1')?.release();
  await slots.of('e 1').take(new AbortController().signal);
});

function rigOf(limit: number) {
  const slots = createSlots<string>(limit, name => Number(name.split(' ').at(-1)));
  const held = new Map<string, Slot>();
  const take = (name: string): void => {
    const slot = slots.of(name);
    void slot.take(new AbortController().signal).then(() => held.set(name, slot));
  };
  return {slots, held, take};
}
