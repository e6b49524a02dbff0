import type {Task} from '../model/launch-file.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import {boundOf} from './bound.ts';
import {reversed} from '../graph/graph.ts';
import {longestChain} from './longest-chain.ts';
import type {DryRun} from '../lifecycle/dry-run.ts';
import {wavesOf} from './planned-run.ts';
import {graphOf} from './planned-tasks.ts';

/** The position of a task in the plan. */
export interface TaskPosition {
  /** The number of the wave, from 1: one more than the highest wave of its needs. Tasks of a wave can start at the same time. */
  readonly wave: number;
  readonly needs: readonly TaskName[];
  readonly neededBy: readonly TaskName[];
}

/** The position of every task in `tasks`, which are all tasks of a launch file or the selected ones. */
export function positionsOf(
  tasks: ReadonlyMap<TaskName, Task>,
  waves: DryRun['waves'] = wavesOf(tasks),
): ReadonlyMap<TaskName, TaskPosition> {
  const graph = graphOf(tasks);
  const waveOf = new Map(waves.flatMap((wave, at) => wave.map(name => [name, at + 1] as const)));
  const dependents = reversed(graph);
  const places = [...graph].map(([name, needs]): [TaskName, TaskPosition] => [
    name,
    {wave: waveOf.get(name) ?? 1, needs, neededBy: dependents.get(name) ?? []},
  ]);
  return new Map(places);
}

/** A position, from 1, on the longest chain of the worst case. */
export interface ChainPosition {
  readonly position: number;
  readonly length: number;
}

/** The position of a task on the longest chain of `tasks`; `undefined` if the task is not on the chain. */
export function chainPositionOf(
  tasks: ReadonlyMap<TaskName, Task>,
  name: TaskName,
): ChainPosition | undefined {
  const bounds = new Map([...tasks].map(([each, task]) => [each, boundOf(task).ms]));
  const {nodes: chain} = longestChain(tasks, each => bounds.get(each) ?? 0);
  const position = chain.indexOf(name) + 1;
  return position === 0 ? undefined : {position, length: chain.length};
}
