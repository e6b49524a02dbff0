import {dependentsOfFailed} from '../lifecycle/dependents-of-failed.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import type {RunStatus} from './run-status.ts';

/** The cancelled tasks of a run, and those of them that depend on a failed task, in file order. */
export function cancelledTasks({tasks, failures}: Pick<RunStatus, 'tasks' | 'failures'>): {
  readonly cancelled: readonly TaskName[];
  readonly dependents: readonly TaskName[];
} {
  const failed = [
    ...failures.flatMap(failure => ('task' in failure ? (failure.task ?? []) : [])),
    ...tasks.filter(({failure}) => failure !== undefined).map(({task}) => task),
  ];
  const needs = new Map(
    tasks.map(task => [task.task, task.needs.map(({task: to, condition}) => ({to, condition}))]),
  );
  const lost = dependentsOfFailed(failed, needs);
  const cancelled = tasks.filter(({isCancelled}) => isCancelled).map(({task}) => task);
  return {cancelled, dependents: cancelled.filter(task => lost.has(task))};
}
