import {describe, expect, test} from 'vitest';
import {closure, heaviestChain, layers, reversed, type Graph} from '../../src/graph/graph.ts';
import {randomGraph, randomNumbers} from '../support/random-graph.ts';

const diamond = graph({top: [], left: ['top'], right: ['top'], far: ['right'], bottom: ['left', 'far']});

describe('layers', () => {
  test('puts each node one group after its last need, in the order of the graph', () => {
    expect(layers(diamond)).toEqual([['top'], ['left', 'right'], ['far'], ['bottom']]);
  });

  test('respects the order through excluded nodes', () => {
    const counts = (node: string): boolean => !['right', 'far'].includes(node);
    expect(layers(diamond, counts)).toEqual([['top'], ['left'], ['bottom']]);
    expect(layers(diamond, node => node === 'top' || node === 'bottom')).toEqual([['top'], ['bottom']]);
  });

  test('returns nothing if all nodes are excluded', () => expect(layers(diamond, () => false)).toEqual([]));

  test('puts the needs of a node in earlier groups, one of them in the previous group, for random graphs', () => {
    for (let seed = 1; seed <= 50; seed++) {
      const random = randomGraph({seed, nodes: 30, needs: 3});
      const group = new Map(layers(random).flatMap((nodes, at) => nodes.map(node => [node, at] as const)));
      for (const [node, needs] of random) {
        expect(group.get(node)).toBe(1 + Math.max(-1, ...needs.map(need => group.get(need) as number)));
      }
    }
  });
});

describe('heaviestChain', () => {
  test.each([
    [{}, ['top', 'right', 'far', 'bottom'], 0],
    [{left: 5}, ['top', 'left', 'bottom'], 5],
    [{left: 5, right: 3, far: 3}, ['top', 'right', 'far', 'bottom'], 6],
    [{bottom: 1, left: 2, far: 2}, ['top', 'right', 'far', 'bottom'], 3],
  ])(
    'with weights %j finds the heaviest chain',
    (weights: Readonly<Record<string, number>>, nodes, total) => {
      expect(heaviestChain(diamond, node => weights[node] ?? 0)).toEqual({nodes, total});
    },
  );

  test('returns nothing for an empty graph', () => {
    expect(heaviestChain(new Map<string, string[]>(), () => 1)).toEqual({nodes: [], total: 0});
  });

  test('finds no chain lighter than a random walk in random graphs', () => {
    for (let seed = 1; seed <= 50; seed++) {
      const random = randomGraph({seed, nodes: 25, needs: 3});
      const number = randomNumbers(seed);
      const weights = new Map([...random.keys()].map(node => [node, Math.floor(number() * 10)]));
      const weightOf = (node: string): number => weights.get(node) as number;
      const {nodes, total} = heaviestChain(random, weightOf);
      expect(nodes.reduce((sum, node) => sum + weightOf(node), 0)).toBe(total);
      nodes.slice(1).forEach((node, at) => expect(random.get(node)).toContain(nodes[at]));
      for (let walk = 0; walk < 40; walk++)
        expect(weightOfWalk(random, weightOf, number)).toBeLessThanOrEqual(total);
    }
  });
});

test('reversed and closure return the dependents and all needs of a node', () => {
  expect(reversed(diamond).get('top')).toEqual(['left', 'right']);
  expect([...closure(diamond, ['far'])].sort()).toEqual(['far', 'right', 'top']);
});

function weightOfWalk(
  walked: Graph<string>,
  weightOf: (node: string) => number,
  number: () => number,
): number {
  const nodes = [...walked.keys()];
  let total = 0;
  for (let node = pick(nodes, number); node !== undefined; node = pick(walked.get(node) ?? [], number)) {
    total += weightOf(node);
  }
  return total;
}

function pick(nodes: readonly string[], number: () => number): string | undefined {
  return nodes[Math.floor(number() * nodes.length)];
}

function graph(needs: Readonly<Record<string, readonly string[]>>): Graph<string> {
  return new Map(Object.entries(needs));
}
