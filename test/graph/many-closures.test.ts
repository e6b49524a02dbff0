import {describe, expect, test} from 'vitest';
import {closure, reversed, type Graph} from '../../src/graph/graph.ts';
import {areConnected, haveDependent} from '../../src/graph/many-closures.ts';
import {randomGraph, randomNumbers} from '../support/random-graph.ts';

const chain: Graph<string> = new Map([
  ['a', []],
  ['b', ['a']],
  ['c', ['b']],
  ['other', []],
]);

describe('areConnected', () => {
  test('finds connections in both directions and across several edges', () => {
    expect(
      areConnected(chain, [
        ['a', 'c'],
        ['c', 'a'],
        ['b', 'other'],
        ['c', 'unknown'],
      ]),
    ).toEqual([true, true, false, false]);
  });

  test('returns nothing for no pairs', () => expect(areConnected(chain, [])).toEqual([]));

  test('matches closures for random graphs', () => {
    for (let seed = 1; seed <= 20; seed++) {
      const graph = randomGraph({seed, nodes: 80, needs: 2});
      const pick = picker(graph, seed);
      const pairs = Array.from({length: 200}, () => [pick(), pick()] as const).filter(([a, b]) => a !== b);
      const expected = pairs.map(([a, b]) => closure(graph, [a]).has(b) || closure(graph, [b]).has(a));
      expect(areConnected(graph, pairs)).toEqual(expected);
    }
  });
});

describe('haveDependent', () => {
  test.each([
    [['a'], true],
    [['a', 'b'], true],
    [['a', 'a'], true],
    [['c'], false],
    [['a', 'other'], false],
  ])('returns for %j the result %j', (group, expected) =>
    expect(haveDependent(chain, [group])).toEqual([expected]),
  );

  test('returns nothing for no groups', () => expect(haveDependent(chain, [])).toEqual([]));

  test('matches closures for random graphs, including groups with more than 32 nodes', () => {
    for (let seed = 1; seed <= 20; seed++) {
      const graph = randomGraph({seed, nodes: 80, needs: 3});
      const pick = picker(graph, seed);
      const sizes = [1, 2, 1, 3, 31, 32, 33, 40, 2, 5, 1, 1, 2];
      const groups = sizes.map(length => Array.from({length}, pick));
      const dependents = reversed(graph);
      const expected = groups.map(group =>
        [...graph.keys()].some(node =>
          group.every(needed => needed !== node && closure(dependents, [needed]).has(node)),
        ),
      );
      expect(haveDependent(graph, groups)).toEqual(expected);
    }
  });
});

function picker(graph: Graph<string>, seed: number): () => string {
  const nodes = [...graph.keys()];
  const number = randomNumbers(seed);
  return () => nodes[Math.floor(number() * nodes.length)] as string;
}
