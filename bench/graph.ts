import {seeded} from './random.ts';

export interface SleepingTask {
  readonly name: string;
  readonly ms: number;
  readonly needs: readonly string[];
}

/** Each task comes after those that it needs. */
export type Graph = readonly SleepingTask[];

/** Tasks `t0`, `t1`, …: each sleeps 50 to 300 ms and needs up to three earlier tasks. */
export function randomGraph(size: number, seed: number): Graph {
  const random = seeded(seed);
  return Array.from({length: size}, (_, at) => ({
    name: `t${at}`,
    ms: 50 + Math.floor(random() * 251),
    needs: someOf(at, Math.floor(random() * 4), random),
  }));
}

function someOf(count: number, wanted: number, random: () => number): readonly string[] {
  const chosen = new Set<string>();
  while (chosen.size < Math.min(wanted, count)) chosen.add(`t${Math.floor(random() * count)}`);
  return [...chosen];
}

/** Tasks that do nothing: independent, or each after the previous one. */
export function noOps(size: number, shape: 'wide' | 'chain'): Graph {
  return Array.from({length: size}, (_, at) => ({
    ...{name: `t${at}`, ms: 0},
    needs: shape === 'chain' && at > 0 ? [`t${at - 1}`] : [],
  }));
}

/** The same graph with all sleeps multiplied by a factor. */
export function slowed(graph: Graph, times: number): Graph {
  return graph.map(task => ({...task, ms: task.ms * times}));
}

/** The duration of the graph if only the sleeps take time; no schedule is faster. */
export function criticalPathMs(graph: Graph): number {
  const ends = new Map<string, number>();
  for (const {name, ms, needs} of graph)
    ends.set(name, ms + Math.max(0, ...needs.map(need => ends.get(need) ?? 0)));
  return Math.max(0, ...ends.values());
}
