import {randomGraph, randomNumbers} from '../support/random-graph.ts';

/** A task that sleeps. */
export interface SleepingTask {
  readonly needs: readonly string[];
  readonly ms: number;
}

/** A random graph of tasks that sleep, the same for the same seed. */
export function sleepingGraph({
  seed,
  tasks,
  needs,
  stepMs,
}: {
  readonly seed: number;
  readonly tasks: number;
  readonly needs: number;
  /** All times are multiples of it. */
  readonly stepMs: number;
}): Readonly<Record<string, SleepingTask>> {
  const random = randomNumbers(seed + 1);
  const graph = randomGraph({seed, nodes: tasks, needs});
  return Object.fromEntries(
    [...graph].map(([name, needed]) => [name, {needs: needed, ms: stepMs * (1 + Math.floor(random() * 10))}]),
  );
}
