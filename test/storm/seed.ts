import {randomNumbers} from '../support/random-graph.ts';

/** Random numbers for one part of a storm, reproducible with `BOTTLE_STORM_SEED`. */
export function stormNumbers(part: number): () => number {
  return randomNumbers(Number(process.env.BOTTLE_STORM_SEED ?? 1) * 1_000 + part);
}
