import {expect, test} from 'vitest';
import {objectOf, setKey} from '../../src/vocabulary/object-of.ts';

const entries = [
  ['b', 1],
  ['constructor', 2],
  ['__proto__', 3],
  ['b', 4],
  ['__proto__', 5],
] as const;

test('an object has its entries in order, the last one for each key', () => {
  const object = objectOf(entries);
  expect(Object.entries(object)).toEqual([
    ['b', 4],
    ['constructor', 2],
    ['__proto__', 5],
  ]);
  expect(Object.getPrototypeOf(object)).toBe(Object.prototype);
});

test('a key is set like an own key of any name', () => {
  const object = JSON.parse('{"a": 1, "__proto__": 2}') as Record<string, number>;
  for (const name of ['a', '__proto__', 'toString']) setKey(object, name, 7);
  expect(JSON.stringify(object)).toBe('{"a":7,"__proto__":7,"toString":7}');
});
