import {depths} from '../graph/graph.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import {kept} from '../vocabulary/kept.ts';
import {criticalSteps} from './critical-path.ts';
import {holdups, lastHoldup} from './held-up.ts';
import type {RunStart} from './recording.ts';
import {taskStarts, type TaskStart} from './task-start.ts';

/**
 * How much later each task could have been up without delaying the end of the start: a backward pass over the needs and the awaited
 * slots, with the measured times. Covers the tasks that were up by the end of the start, and no task while the run is starting.
 */
export const slackOf = kept((start: RunStart): ReadonlyMap<TaskName, number> => {
  const slacks = new Map<TaskName, number>();
  const endMs = criticalSteps(start).at(-1)?.toMs;
  if (start.end === 'open' || endMs === undefined) return slacks;
  const freedoms = freedomsOf(start);
  for (const {task, overMs} of lastFirst(start)) {
    if (overMs === undefined || overMs > endMs) continue;
    const byDependents = (freedoms.get(task) ?? []).map(({by, ms}) => ms + (slacks.get(by) ?? Infinity));
    slacks.set(task, Math.min(endMs - overMs, ...byDependents));
  }
  return slacks;
});

/** A task that another one delayed, and how much longer that delay could have been without an effect. */
interface Freedom {
  readonly by: TaskName;
  readonly ms: number;
}

function freedomsOf(start: RunStart): ReadonlyMap<TaskName, readonly Freedom[]> {
  const freedoms = new Map<TaskName, Freedom[]>();
  for (const task of taskStarts(start).values()) {
    const last = lastHoldup(task, start);
    for (const {by, untilMs} of holdups(start).get(task.task) ?? []) {
      if (!('task' in by)) continue;
      const known = freedoms.get(by.task) ?? [];
      known.push({by: task.task, ms: last.untilMs - untilMs});
      freedoms.set(by.task, known);
    }
  }
  return freedoms;
}

/** The tasks, each after the tasks that it delayed. */
function lastFirst(start: RunStart): readonly TaskStart[] {
  const tasks = taskStarts(start);
  const depthOf = depths(new Map([...tasks].map(([name, {needs}]) => [name, needs.map(({task}) => task)])));
  const depth = ({task}: TaskStart): number => depthOf.get(task) ?? 0;
  return [...tasks.values()].sort((one, other) => other.startMs - one.startMs || depth(other) - depth(one));
}
