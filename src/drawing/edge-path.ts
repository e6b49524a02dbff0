import type {Point} from './drawn-graph.ts';

/** The `d` of an SVG path through the points of an edge: horizontal at each point, and curved in between. */
export function edgePath(points: readonly Point[]): string {
  const [first, ...rest] = points;
  if (!first) return '';
  const parts = [`M${first.x} ${first.y}`];
  let before = first;
  for (const point of rest) {
    const middle = Math.round((before.x + point.x) / 2);
    parts.push(
      before.y === point.y
        ? `H${point.x}`
        : `C${middle} ${before.y} ${middle} ${point.y} ${point.x} ${point.y}`,
    );
    before = point;
  }
  return parts.join('');
}
