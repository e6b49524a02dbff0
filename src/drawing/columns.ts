import type {Column, EdgeToPlace, NodeToPlace} from './drawn-graph.ts';

/** Columns as wide as their widest node. The space to the right of a column grows with the number of edges that leave it. */
export function columnsOf(nodes: readonly NodeToPlace[], edges: readonly EdgeToPlace[]): readonly Column[] {
  const widths = new Map<number, number>();
  for (const {wave, width} of nodes) widths.set(wave, Math.max(width, widths.get(wave) ?? 0));
  const leaving = linesLeaving(nodes, edges);
  const columns: Column[] = [];
  let x = 0;
  for (const [wave, width] of [...widths].toSorted(([a], [b]) => a - b)) {
    columns.push({wave, x, width});
    x += width + Math.min(SMALLEST_SPACE + SPACE_A_LINE * (leaving.get(wave) ?? 0), LARGEST_SPACE);
  }
  return columns;
}

const SMALLEST_SPACE = 56;
const SPACE_A_LINE = 2;
const LARGEST_SPACE = 180;

function linesLeaving(
  nodes: readonly NodeToPlace[],
  edges: readonly EdgeToPlace[],
): ReadonlyMap<number, number> {
  const waves = new Map(nodes.map(({id, wave}) => [id, wave]));
  const counts = new Map<number, number>();
  for (const {from} of edges) {
    const wave = waves.get(from) ?? 0;
    counts.set(wave, (counts.get(wave) ?? 0) + 1);
  }
  return counts;
}
