import {randomNumbers} from '../support/random-graph.ts';

/** The numbers of one part of a storm, the same for the same `BOTTLE_STORM_SEED`. */
export function stormNumbers(part: number): () => number {
  return randomNumbers(Number(process.env.BOTTLE_STORM_SEED ?? 1) * 1_000 + part);
}
