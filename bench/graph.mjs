import {seeded} from './random.mjs';

/** Tasks `t0`, `t1`, …: each sleeps 50 to 300 ms and needs none to three of those before it. */
export function randomGraph(size, seed) {
  const random = seeded(seed);
  return Array.from({length: size}, (_, at) => ({
    name: `t${at}`,
    ms: 50 + Math.floor(random() * 251),
    needs: someOf(at, Math.floor(random() * 4), random),
  }));
}

function someOf(count, wanted, random) {
  const chosen = new Set();
  while (chosen.size < Math.min(wanted, count)) chosen.add(`t${Math.floor(random() * count)}`);
  return [...chosen];
}

/** How long the graph takes when nothing but the sleeps takes time: no order of work is faster. */
export function criticalPathMs(graph) {
  const ends = new Map();
  for (const {name, ms, needs} of graph)
    ends.set(name, ms + Math.max(0, ...needs.map(need => ends.get(need))));
  return Math.max(0, ...ends.values());
}
