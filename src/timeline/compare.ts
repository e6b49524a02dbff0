import type {TaskName} from '../vocabulary/ids.ts';
import {tookMs} from './task-times.ts';
import type {TaskTimeline, Timeline} from './timeline.ts';

/** The times of a run beside those of another one, task by task. */
export interface Comparison {
  /** Until everything was ready. */
  readonly ready: Times;
  /** The tasks of both runs, those that changed most first. */
  readonly tasks: readonly TaskComparison[];
  /** Tasks of this run only. */
  readonly added: readonly TaskName[];
  /** Tasks of the other run only. */
  readonly removed: readonly TaskName[];
}

/** A time in the other run and in this one; `undefined` if it was not reached. */
export interface Times {
  readonly beforeMs: number | undefined;
  readonly nowMs: number | undefined;
}

/** How long a task took from its start until it was up. */
export interface TaskComparison extends Times {
  readonly task: TaskName;
  /** Whether it differs by more than runs of the same file do. */
  readonly isChanged: boolean;
}

/** Differences below this share of a time, or this long, are not worth a line. */
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

/** How much longer it took in this run; 0 if one of the times is not known. */
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
