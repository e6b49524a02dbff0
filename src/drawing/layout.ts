import {columnsOf} from './columns.ts';
import type {Column, EdgeToPlace, GraphLayout, NodeToPlace, Point} from './drawn-graph.ts';
import {rowsOf, type Rows} from './rows.ts';

/**
 * Places nodes in one column per wave, so that few edges cross. The result is deterministic. Edges from or to unknown nodes, and edges
 * that do not lead to a later wave, are left out.
 */
export function layoutGraph(nodes: readonly NodeToPlace[], edges: readonly EdgeToPlace[]): GraphLayout {
  if (nodes.length === 0) return {width: 0, height: 0, columns: [], nodes: [], edges: []};
  const boxes = new Map(nodes.map(node => [node.id, node]));
  const drawn = edges.filter(
    ({from, to}) => (boxes.get(from)?.wave ?? Infinity) < (boxes.get(to)?.wave ?? -Infinity),
  );
  const columns = columnsOf(nodes, drawn);
  const {heightOf, total} = fromTop(nodes, rowsOf(nodes, drawn, columns));
  const placing: Placing = {columns, boxes, ...heightOf};
  const last = columns.at(-1) as Column;
  return {
    ...{columns, width: last.x + last.width, height: total},
    nodes: nodes.map(({id, wave, height}) => ({
      id,
      x: columnOf(columns, wave).x,
      y: heightOf.node(id) - height / 2,
    })),
    edges: drawn.map(({from, to}, at) => ({from, to, points: pointsOf({from, to}, at, placing)})),
  };
}

interface Heights {
  /** Center of a node. */
  node(id: string): number;
  /** Heights of an edge in the columns that it crosses. */
  edge(at: number): readonly number[];
}

/** The heights as whole pixels from the top of the drawing. */
function fromTop(
  nodes: readonly NodeToPlace[],
  {ofNodes, ofEdges}: Rows,
): {heightOf: Heights; total: number} {
  const lines = ofEdges.flat();
  const middle = ({id}: NodeToPlace): number => ofNodes.get(id) ?? 0;
  const top = least([...nodes.map(node => middle(node) - node.height / 2), ...lines]);
  const bottom = -least([...nodes.map(node => -middle(node) - node.height / 2), ...lines.map(y => -y)]);
  const down = (y: number): number => Math.round(y - top);
  return {
    heightOf: {node: id => down(ofNodes.get(id) ?? 0), edge: at => ofEdges[at]?.map(down) ?? []},
    total: down(bottom),
  };
}

interface Placing extends Heights {
  readonly columns: readonly Column[];
  readonly boxes: ReadonlyMap<string, NodeToPlace>;
}

function pointsOf({from, to}: EdgeToPlace, at: number, placing: Placing): readonly Point[] {
  const {columns, boxes, node, edge} = placing;
  const [start, end] = [boxes.get(from) as NodeToPlace, boxes.get(to) as NodeToPlace];
  const passed = columns.filter(({wave}) => wave > start.wave && wave < end.wave);
  const heights = edge(at);
  return [
    {x: columnOf(columns, start.wave).x + start.width, y: node(from)},
    ...passed.flatMap(({x, width}, step) => {
      const y = heights[step] ?? 0;
      return [
        {x, y},
        {x: x + width, y},
      ];
    }),
    {x: columnOf(columns, end.wave).x, y: node(to)},
  ];
}

function columnOf(columns: readonly Column[], wave: number): Column {
  return columns.find(column => column.wave === wave) as Column;
}

/** The smallest value. `Math.min` takes its arguments on the stack, which a large graph could overflow. */
function least(values: readonly number[]): number {
  return values.reduce((a, b) => Math.min(a, b), Infinity);
}
