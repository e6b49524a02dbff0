import type {Graph} from '../../src/graph/graph.ts';

/** A random acyclic graph, reproducible by its seed. Each node needs up to `needs` earlier ones. */
export function randomGraph({
  seed,
  nodes,
  needs,
}: {
  seed: number;
  nodes: number;
  needs: number;
}): Graph<string> {
  const random = randomNumbers(seed);
  const names = Array.from({length: nodes}, (_, index) => `t${index}`);
  return new Map(
    names.map((name, index) => {
      const before = names.slice(0, index);
      const count = Math.floor(random() * (Math.min(needs, before.length) + 1));
      return [name, before.sort(() => random() - 0.5).slice(0, count)];
    }),
  );
}

/** Random numbers from 0 to 1, reproducible by their seed (a linear congruential generator, Numerical Recipes). */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
