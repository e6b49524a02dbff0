import {expect, test} from 'vitest';
import {layers, reversed} from '../../src/graph/graph.ts';
import {dryRun} from '../../src/lifecycle/dry-run.ts';
import {taskGraphOf} from '../../src/lifecycle/task-graph.ts';
import type {TaskName} from '../../src/vocabulary/ids.ts';
import {randomGraph, randomNumbers} from '../support/random-graph.ts';

const SEEDS = Array.from({length: 40}, (_, seed) => seed + 1);

test.each(SEEDS)('a dry run has the layers of the graph, whatever is skipped (seed %i)', seed => {
  const random = randomNumbers(seed);
  const needs = randomGraph({seed, nodes: 20, needs: 3}) as ReadonlyMap<TaskName, readonly TaskName[]>;
  const some = (share: number): ReadonlySet<TaskName> =>
    new Set([...needs.keys()].filter(() => random() < share));
  const [skipped, without] = [some(0.2), some(0.3)];
  const conditions = ['ready', 'started', 'ended'] as const;
  const {waves, teardown} = dryRun({
    graph: taskGraphOf(
      new Map(
        [...needs].map(([name, all], at) => [
          name,
          all.map(to => ({to, condition: conditions[at % 3] ?? 'ready'})),
        ]),
      ),
    ),
    lifetimeOf: name => (without.has(name) ? 'oneshot' : 'service'),
    reasonToSkip: name => (skipped.has(name) ? 'unwanted' : undefined),
    leavesResources: name => !without.has(name),
  });
  expect(waves).toEqual(layers(needs));
  expect(teardown).toEqual(layers(reversed(needs), name => !skipped.has(name) && !without.has(name)));
});
