import type {PageGraph, PageTask} from './graph.ts';

/** The task that an arrow key moves to: a need, a dependent, or the task above or below in the same column. */
export function neighbour({tasks}: PageGraph, from: PageTask, key: string): PageTask | undefined {
  const place = placeOf(from);
  const all = (numbers: readonly number[]): PageTask[] => numbers.flatMap(at => tasks[at] ?? []);
  const nearest = (found: readonly PageTask[]): PageTask | undefined =>
    found.toSorted((a, b) => distance(placeOf(a), place) - distance(placeOf(b), place))[0];
  const sameColumn = tasks.filter(task => Math.abs(placeOf(task).x - place.x) < 1);
  switch (key) {
    case 'ArrowLeft':
      return nearest(all(from.needs));
    case 'ArrowRight':
      return nearest(all(from.neededBy));
    case 'ArrowUp':
      return nearest(sameColumn.filter(task => placeOf(task).y < place.y));
    case 'ArrowDown':
      return nearest(sameColumn.filter(task => placeOf(task).y > place.y));
    default:
      return undefined;
  }
}

interface Place {
  readonly x: number;
  readonly y: number;
}

/** The position of a box in the graph, independent of the scale. */
function placeOf({box}: PageTask): Place {
  const {e, f} = box.transform.baseVal.consolidate()?.matrix ?? {e: 0, f: 0};
  return {x: e, y: f};
}

function distance(a: Place, b: Place): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}
