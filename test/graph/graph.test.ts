import {describe, expect, test} from 'vitest';
import {closure, heaviestChain, layers, reversed, type Graph} from '../../src/graph/graph.ts';
import {randomGraph, randomNumbers} from '../support/random-graph.ts';

const diamond = graph({top: [], left: ['top'], right: ['top'], far: ['right'], bottom: ['left', 'far']});

describe('layers', () => {
  test('puts each node one group after the last of those it needs, in the order of the graph', () => {
    expect(layers(diamond)).toEqual([['top'], ['left', 'right'], ['far'], ['bottom']]);
  });

  test('keeps the order that runs through nodes that do not count', () => {
    const counts = (node: string): boolean => !['right', 'far'].includes(node);
    expect(layers(diamond, counts)).toEqual([['top'], ['left'], ['bottom']]);
    expect(layers(diamond, node => node === 'top' || node === 'bottom')).toEqual([['top'], ['bottom']]);
  });

  test('is empty if nothing counts', () => expect(layers(diamond, () => false)).toEqual([]));

  test('of random graphs: every need is in an earlier group, and one of them in the previous one', () => {
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
  ])('with weights %j', (weights: Readonly<Record<string, number>>, nodes, total) => {
    expect(heaviestChain(diamond, node => weights[node] ?? 0)).toEqual({nodes, total});
  });

  test('is empty for an empty graph', () => {
    expect(heaviestChain(new Map<string, string[]>(), () => 1)).toEqual({nodes: [], total: 0});
  });

  test('of random graphs: none that can be walked by chance is heavier', () => {
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

test('what is needed by whom, and all that a node needs', () => {
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
