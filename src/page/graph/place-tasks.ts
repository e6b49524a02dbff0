import type {GraphLayout} from '../../drawing/drawn-graph.ts';
import {layoutGraph} from '../../drawing/layout.ts';
import type {TaskSnapshot} from '../../history/task-snapshot.ts';
import type {PlannedNeed} from '../../vocabulary/event.ts';
import {wavesOf} from './waves.ts';

/** Tasks with positions, and an edge for each need. */
export interface PlacedTasks {
  readonly layout: GraphLayout;
  readonly widths: ReadonlyMap<string, number>;
  /** The origin of the need for an edge, by {@link edgeKey}. */
  readonly origins: ReadonlyMap<string, PlannedNeed['origin']>;
}

export const NODE_HEIGHT = 40;

/** Space around the graph. */
export const MARGIN = 12;

/** Places tasks. This is slow for hundreds of tasks, but the result depends only on their names, kinds and needs. */
export function placeTasks(tasks: readonly TaskSnapshot[]): PlacedTasks {
  const waves = wavesOf(tasks);
  const widths = new Map(tasks.map(({task, kind}) => [task, nodeWidth(task, kind)]));
  const nodes = tasks.map(({task}) => ({
    ...{id: task, width: widths.get(task) ?? 0, height: NODE_HEIGHT},
    wave: waves.get(task) ?? 0,
  }));
  const origins = new Map<string, PlannedNeed['origin']>();
  const edges = tasks.flatMap(({task, needs}) =>
    needs.flatMap(need => {
      const key = edgeKey(need.task, task);
      // A need listed in the file takes precedence over a reference to the same task.
      const isFirst = !origins.has(key);
      if (isFirst || need.origin === 'needs') origins.set(key, need.origin);
      return isFirst ? [{from: need.task, to: task}] : [];
    }),
  );
  return {layout: layoutGraph(nodes, edges), widths, origins};
}

/** A key for the edge between two tasks. */
export function edgeKey(from: string, to: string): string {
  return `${from} ${to}`;
}

/** The width for the icon and the longer of name and kind, in the font of graph.css. */
function nodeWidth(name: string, kind: string): number {
  return Math.min(240, Math.max(96, 44 + Math.max(name.length * 7.4, (kind.length + 13) * 5.9)));
}

/** A name, cut to fit in its box. */
export function fittingName(name: string): string {
  return name.length > 26 ? `${name.slice(0, 25)}…` : name;
}
