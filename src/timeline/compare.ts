import type {TaskName} from '../vocabulary/ids.ts';
import {tookMs} from './task-times.ts';
import type {TaskTimeline, Timeline} from './timeline.ts';

/** The times of a run compared with those of another one, task by task. */
export interface Comparison {
  /** Time until everything was ready. */
  readonly ready: Times;
  /** The tasks that both runs have, largest change first. */
  readonly tasks: readonly TaskComparison[];
  /** Tasks that only this run has. */
  readonly added: readonly TaskName[];
  /** Tasks that only the other run has. */
  readonly removed: readonly TaskName[];
}

/** A time in the other run and in this run; `undefined` if the run did not get that far. */
export interface Times {
  readonly beforeMs: number | undefined;
  readonly nowMs: number | undefined;
}

/** How long a task took from its start until it was up. */
export interface TaskComparison extends Times {
  readonly task: TaskName;
  /** Whether the difference is larger than usual between runs of the same file. */
  readonly isChanged: boolean;
}

/** Smaller differences, as a share of the earlier time or in milliseconds, are not shown. */
const SHARE = 0.05;
const LEAST_MS = 20;

export function compareTimelines(before: Timeline, now: Timeline): Comparison {
  const old = byName(before);
  const tasks = now.tasks.flatMap((task): readonly TaskComparison[] => {
    const other = old.get(task.task);
    return other ? [compared(task.task, {beforeMs: tookMs(other), nowMs: tookMs(task)})] : [];
  });
  return {
    ready: {beforeMs: before.readyAtMs, nowMs: now.readyAtMs},
    tasks: tasks.toSorted((one, other) => Math.abs(changeMs(other)) - Math.abs(changeMs(one))),
    added: namesWithout(now, old),
    removed: namesWithout(before, byName(now)),
  };
}

/** The additional time in this run; 0 if one of the times is unknown. */
export function changeMs({beforeMs, nowMs}: Times): number {
  return beforeMs === undefined || nowMs === undefined ? 0 : nowMs - beforeMs;
}

export function isChange(times: Times): boolean {
  const {beforeMs, nowMs} = times;
  if ((beforeMs === undefined) !== (nowMs === undefined)) return true;
  return Math.abs(changeMs(times)) >= Math.max(LEAST_MS, SHARE * (beforeMs ?? 0));
}

function compared(task: TaskName, times: Times): TaskComparison {
  return {task, ...times, isChanged: isChange(times)};
}

function byName({tasks}: Timeline): ReadonlyMap<TaskName, TaskTimeline> {
  return new Map(tasks.map(task => [task.task, task]));
}

function namesWithout({tasks}: Timeline, others: ReadonlyMap<TaskName, TaskTimeline>): readonly TaskName[] {
  return tasks.map(({task}) => task).filter(name => !others.has(name));
}
