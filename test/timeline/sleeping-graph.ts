import {randomGraph, randomNumbers} from '../support/random-graph.ts';

/** A task that sleeps. */
export interface SleepingTask {
  readonly needs: readonly string[];
  readonly ms: number;
}

/** A random graph of sleeping tasks, reproducible by its seed. */
export function sleepingGraph({
  seed,
  tasks,
  needs,
  stepMs,
}: {
  readonly seed: number;
  readonly tasks: number;
  readonly needs: number;
  /** All durations are multiples of this. */
  readonly stepMs: number;
}): Readonly<Record<string, SleepingTask>> {
  const random = randomNumbers(seed + 1);
  const graph = randomGraph({seed, nodes: tasks, needs});
  return Object.fromEntries(
    [...graph].map(([name, needed]) => [name, {needs: needed, ms: stepMs * (1 + Math.floor(random() * 10))}]),
  );
}
