import {expect, test} from 'vitest';
import {createHeap} from '../../src/graph/heap.ts';
import {randomNumbers} from '../support/random-graph.ts';

test.each([1, 2, 3, 4, 5])('returns items in order, even if some are added in between (seed %i)', seed => {
  const random = randomNumbers(seed);
  const heap = createHeap<number>((one, other) => one < other);
  const expected: number[] = [];
  for (let step = 0; step < 500; step++) {
    if (random() < 0.6) {
      const item = Math.floor(random() * 100);
      expected.push(item);
      heap.add(item);
    } else {
      expected.sort((a, b) => a - b);
      expect(heap.take()).toBe(expected.shift());
    }
  }
  expected.sort((a, b) => a - b);
  for (const item of expected) expect(heap.take()).toBe(item);
  expect(heap.take()).toBeUndefined();
});
