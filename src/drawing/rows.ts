import {Graph, layout} from '@dagrejs/dagre';
import type {Column, EdgeToPlace, NodeToPlace, Point} from './drawn-graph.ts';

/** Vertical positions. */
export interface Rows {
  /** Of the middle of each node. */
  readonly ofNodes: ReadonlyMap<string, number>;
  /** Of each edge, in the columns that it passes. */
  readonly ofEdges: readonly (readonly number[])[];
}

/** Space between two nodes of a column, and between two lines that pass it. */
const NODE_SPACE = 14;
const LINE_SPACE = 8;

/** dagre has a rank for the labels of lines between two columns. */
const RANKS_A_COLUMN = 2;

/**
 * The order within the columns, and the heights, are dagre's; the columns, which it calls ranks, are given. Nodes have numbers
 * there, since it keeps them in plain objects, where names like `constructor` are found without being there.
 */
export function rowsOf(
  nodes: readonly NodeToPlace[],
  edges: readonly EdgeToPlace[],
  columns: readonly Column[],
): Rows {
  const graph = new Graph();
  graph.setGraph({rankdir: 'LR', ranker: 'none', nodesep: NODE_SPACE, edgesep: LINE_SPACE});
  const ranks = new Map(columns.map(({wave}, at) => [wave, at * RANKS_A_COLUMN]));
  const numbers = new Map(nodes.map(({id}, at) => [id, String(at)]));
  const numberOf = (id: string): string => numbers.get(id) ?? '';
  for (const {id, wave, width, height} of nodes)
    graph.setNode(numberOf(id), {width, height, rank: ranks.get(wave) ?? 0});
  for (const {from, to} of edges) graph.setEdge(numberOf(from), numberOf(to), {});
  layout(graph);
  return {
    ofNodes: new Map(nodes.map(({id}) => [id, graph.node(numberOf(id)).y])),
    ofEdges: edges.map(({from, to}) => passingHeights(graph.edge(numberOf(from), numberOf(to)).points)),
  };
}

/** Every second rank is a column. */
function passingHeights(points: readonly Point[] = []): readonly number[] {
  return points.slice(1, -1).flatMap(({y}, at) => (at % RANKS_A_COLUMN === 1 ? [y] : []));
}
