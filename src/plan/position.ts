import type {Task} from '../model/launch-file.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import {boundOf} from './bound.ts';
import {reversed} from '../graph/graph.ts';
import {longestChain} from './longest-chain.ts';
import type {DryRun} from '../lifecycle/dry-run.ts';
import {wavesOf} from './planned-run.ts';
import {graphOf} from './planned-tasks.ts';

/** The position of a task among the others. */
export interface TaskPosition {
  /** From 1: one after the last of the tasks that it needs. Tasks of one wave can come up at the same time. */
  readonly wave: number;
  readonly needs: readonly TaskName[];
  readonly neededBy: readonly TaskName[];
  /** Its position, from 1, on the longest chain of the worst case; absent if it is not on it. */
  readonly chain?: {readonly position: number; readonly length: number};
}

/** The place of every task among `tasks`; all of a launch file, or those that have been selected. */
export function positionsOf(
  tasks: ReadonlyMap<TaskName, Task>,
  waves: DryRun['waves'] = wavesOf(tasks),
): ReadonlyMap<TaskName, TaskPosition> {
  const graph = graphOf(tasks);
  const waveOf = new Map(waves.flatMap((wave, at) => wave.map(name => [name, at + 1] as const)));
  const dependents = reversed(graph);
  const {nodes: chain} = longestChain(tasks, name => boundOf(tasks.get(name) as Task).ms);
  const positions = new Map(chain.map((name, at) => [name, at + 1]));
  const places = [...graph].map(([name, needs]) => {
    const position = positions.get(name);
    const place: TaskPosition = {
      wave: waveOf.get(name) ?? 1,
      needs,
      neededBy: dependents.get(name) ?? [],
      ...(position !== undefined && {chain: {position, length: chain.length}}),
    };
    return [name, place] as const;
  });
  return new Map(places);
}
