import {Graph, layout} from '@dagrejs/dagre';
import type {Column, EdgeToPlace, NodeToPlace, Point} from './drawn-graph.ts';

/** Vertical positions. */
export interface Rows {
  /** Center of each node. */
  readonly ofNodes: ReadonlyMap<string, number>;
  /** Heights of each edge in the columns that it crosses. */
  readonly ofEdges: readonly (readonly number[])[];
}

/** Vertical space between two nodes of a column, and between two edges that cross it. */
const NODE_SPACE = 14;
const LINE_SPACE = 8;

/** dagre adds a rank for edge labels between two columns. */
const RANKS_A_COLUMN = 2;

/**
 * Lets dagre choose the order within each column and the heights; the columns, which dagre calls ranks, are given. Nodes are identified
 * by numbers, since dagre keeps them in plain objects, where an id such as `constructor` would match an inherited property.
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
