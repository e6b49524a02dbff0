import {expect, test} from 'vitest';
import type {EdgeToPlace, GraphLayout, NodeToPlace} from '../../src/drawing/drawn-graph.ts';
import {edgePath} from '../../src/drawing/edge-path.ts';
import {layoutGraph} from '../../src/drawing/layout.ts';
import {randomNumbers} from '../support/random-graph.ts';

const box = (id: string, wave: number, width = 160): NodeToPlace => ({id, wave, width, height: 30});

test('waves become columns from left to right', () => {
  const nodes = [box('db', 1), box('web', 2, 100), box('test', 3), box('cache', 1)];
  const edges = [
    {from: 'db', to: 'web'},
    {from: 'cache', to: 'web'},
    {from: 'web', to: 'test'},
    {from: 'db', to: 'test'},
  ];
  const layout = layoutGraph(nodes, edges);
  const x = Object.fromEntries(layout.nodes.map(node => [node.id, node.x]));
  expect(x.db).toBe(0);
  expect(x.cache).toBe(0);
  expect(x.web).toBeGreaterThan(160);
  expect(x.test).toBeGreaterThan((x.web ?? 0) + 100);
  expect(layout.columns.map(({wave}) => wave)).toEqual([1, 2, 3]);
  expect(layout.width).toBe((x.test ?? 0) + 160);
  expect(layout.edges.map(({from, to}) => ({from, to}))).toEqual(edges);
});

test.each([1, 2, 3, 4, 5])('nodes and edges do not overlap in random graph %i', seed => {
  const {nodes, edges} = randomGraph(60, seed);
  const layout = layoutGraph(nodes, edges);
  expectNothingOverlaps(nodes, layout);
  expect(layout.edges).toHaveLength(edges.length);
  expect(layoutGraph(nodes, edges)).toEqual(layout);
});

test('300 tasks with edges across many waves fit', () => {
  const {nodes, edges} = randomGraph(300, 7);
  expectNothingOverlaps(nodes, layoutGraph(nodes, edges));
});

test('a graph that needs no crossings has none', () => {
  const nodes = [box('b', 2), box('a', 2), ...['a1', 'b1', 'a2', 'b2'].map(id => box(id, 3)), box('root', 1)];
  const edges = [
    ...['a', 'b'].map(to => ({from: 'root', to})),
    ...['a1', 'a2'].map(to => ({from: 'a', to})),
    ...['b1', 'b2'].map(to => ({from: 'b', to})),
  ];
  const {nodes: placed} = layoutGraph(nodes, edges);
  const order = placed
    .filter(({id}) => /\d/.test(id))
    .toSorted((a, b) => a.y - b.y)
    .map(({id}) => id[0]);
  expect(['aabb', 'bbaa']).toContain(order.join(''));
});

test('names of built-in object properties work as task names', () => {
  const nodes = ['constructor', '__proto__', 'toString'].map((id, at) => box(id, at + 1));
  const layout = layoutGraph(nodes, [{from: 'constructor', to: '__proto__'}]);
  expect(layout.nodes.map(({id}) => id)).toEqual(['constructor', '__proto__', 'toString']);
  expect(layout.edges).toHaveLength(1);
});

test('edges with a missing end, or back to an earlier wave, are omitted', () => {
  const nodes = [box('a', 1), box('b', 2)];
  const edges = [
    {from: 'a', to: 'gone'},
    {from: 'b', to: 'a'},
    {from: 'a', to: 'a'},
  ];
  expect(layoutGraph(nodes, edges).edges).toEqual([]);
  expect(layoutGraph([], edges)).toEqual({width: 0, height: 0, columns: [], nodes: [], edges: []});
});

test('a path is horizontal at its points', () => {
  const points = [
    {x: 0, y: 5},
    {x: 40, y: 25},
    {x: 90, y: 25},
  ];
  expect(edgePath(points)).toBe('M0 5C20 5 20 25 40 25H90');
  expect(edgePath([])).toBe('');
});

/** Tasks that mostly need tasks of earlier waves. */
function randomGraph(
  size: number,
  seed: number,
): {readonly nodes: readonly NodeToPlace[]; readonly edges: readonly EdgeToPlace[]} {
  const random = randomNumbers(seed);
  const edges: EdgeToPlace[] = [];
  const waves: number[] = [];
  for (let at = 0; at < size; at++) {
    const count = at < size / 10 ? 0 : Math.floor(random() * 3);
    const near = Math.max(0, at - size / 8);
    const needs = new Set(
      Array.from({length: count}, (_, index) =>
        Math.floor(index === 0 ? near + random() * (at - near) : random() * at),
      ),
    );
    for (const need of needs) edges.push({from: `t${need}`, to: `t${at}`});
    waves.push(1 + Math.max(0, ...[...needs].map(need => waves[need] ?? 0)));
  }
  return {nodes: waves.map((wave, at) => box(`t${at}`, wave, 80 + Math.floor(random() * 100))), edges};
}

function expectNothingOverlaps(nodes: readonly NodeToPlace[], layout: GraphLayout): void {
  const boxes = layout.nodes.map((node, at) => ({...(nodes[at] as NodeToPlace), ...node}));
  for (const one of boxes) {
    expect(one.x).toBe(layout.columns.find(({wave}) => wave === one.wave)?.x);
    expect(one.y).toBeGreaterThanOrEqual(0);
    expect(one.y + one.height).toBeLessThanOrEqual(layout.height);
    const others = boxes.filter(({wave, id}) => wave === one.wave && id !== one.id);
    expect(others.filter(({y}) => Math.abs(y - one.y) < one.height)).toEqual([]);
  }
  for (const {from, points} of layout.edges) {
    // Horizontal lines across a column hit none of its nodes.
    for (const {x, y} of points.slice(1, -1)) {
      const column = layout.columns.find(at => x === at.x || x === at.x + at.width);
      const hit = boxes.filter(node => node.wave === column?.wave && y > node.y && y < node.y + node.height);
      expect(hit, `edge from ${from} at ${x}, ${y}`).toEqual([]);
    }
  }
}
