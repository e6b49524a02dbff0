import {expect, test} from 'vitest';
import {createOutputPace} from '../../src/runner/output-pace.ts';
import {turn} from '../support/deferred.ts';

/** A pace with a clock that only advances during work. */
function rig() {
  let now = 0;
  const done: string[] = [];
  const stop = new AbortController();
  const pace = createOutputPace({now: () => now}, stop.signal);
  const perform = (name: string, ms: number) =>
    pace.perform(() => {
      done.push(name);
      now += ms;
    });
  return {pace, done, perform, stop};
}

test('work is done immediately until output has used its share of the turn', () => {
  const {done, perform} = rig();
  expect(perform('a', 4)).toBeUndefined();
  expect(perform('b', 5)).toBeUndefined();
  expect(done).toEqual(['a', 'b']);
});

test('excess work is done in later turns, in order', async () => {
  const {done, perform} = rig();
  void perform('a', 10);
  const later = ['b', 'c', 'd'].map(async name => await perform(name, 6));
  expect(done).toEqual(['a']);
  await turn();
  expect(done).toEqual(['a', 'b', 'c']);
  await Promise.all(later);
  expect(done).toEqual(['a', 'b', 'c', 'd']);
  await turn();
  expect(perform('e', 1)).toBeUndefined();
});

test('output gets a smaller share of each turn once the run is being stopped', () => {
  const {done, perform, stop} = rig();
  stop.abort();
  void perform('a', 2);
  expect(perform('b', 1)).toBeInstanceOf(Promise);
  expect(done).toEqual(['a']);
});

test('remaining work is done at the end, for at most a second', async () => {
  const {pace, done, perform} = rig();
  for (const name of ['a', 'b', 'c', 'd']) void perform(name, 600);
  await pace.finish();
  expect(done).toEqual(['a', 'b', 'c']);
});
