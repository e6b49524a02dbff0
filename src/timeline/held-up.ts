import type {TaskName} from '../vocabulary/ids.ts';
import {kept} from '../vocabulary/kept.ts';
import type {RunStart} from './recording.ts';
import {metMs, taskStarts, type TaskStart} from './task-start.ts';
import type {HeldUpBy} from './timeline.ts';

/** Something that delayed the start of a task, and when the delay ended. */
export interface Holdup {
  readonly by: HeldUpBy;
  readonly untilMs: number;
}

/**
 * Everything that delayed each task: its needs, and the last slot that another task freed before it started. If a task waited for the
 * removal of orphans, that wait was the last one.
 */
export const holdups = kept((start: RunStart): ReadonlyMap<TaskName, readonly Holdup[]> => {
  const tasks = taskStarts(start);
  const releases = slotReleases(tasks);
  return new Map(
    [...tasks].map(([name, task]) => [name, [...needsOf(task, tasks), ...delayOf(task, releases)]]),
  );
});

/** The last delay of a task; the start of the run if nothing delayed it. */
export function lastHoldup(task: TaskStart, start: RunStart): Holdup {
  const first: Holdup = {by: {what: 'start'}, untilMs: start.fromMs};
  const all = holdups(start).get(task.task) ?? [];
  return all.reduce((last, each) => (isLater(each, last) ? each : last), first);
}

/** Whether a delay ended later. At the same time, everything counts as later than the start of the run. */
function isLater(one: Holdup, other: Holdup): boolean {
  return one.untilMs > other.untilMs || (one.untilMs === other.untilMs && other.by.what === 'start');
}

function needsOf({needs, startMs}: TaskStart, tasks: ReadonlyMap<TaskName, TaskStart>): readonly Holdup[] {
  return needs.flatMap(({task: name, condition}) => {
    const task = tasks.get(name);
    const untilMs = task && metMs(task, condition);
    // The need failed, or was met only by a later start.
    if (untilMs === undefined || untilMs > startMs) return [];
    return [{by: {what: 'need', task: name}, untilMs}];
  });
}

interface Release {
  readonly task: TaskName;
  readonly atMs: number;
}

/** The ends of attempts, in chronological order. */
function slotReleases(tasks: ReadonlyMap<TaskName, TaskStart>): readonly Release[] {
  return [...tasks.values()]
    .flatMap(({task, slots}) => slots.flatMap(({toMs}) => (toMs === undefined ? [] : [{task, atMs: toMs}])))
    .sort((one, other) => one.atMs - other.atMs);
}

function delayOf({task: name, delay, startMs}: TaskStart, releases: readonly Release[]): readonly Holdup[] {
  if (!delay) return [];
  if (delay.what === 'orphans') return [{by: {what: 'orphans'}, untilMs: startMs}];
  const last = releases.findLast(({task, atMs}) => task !== name && atMs <= startMs && atMs >= delay.fromMs);
  return last ? [{by: {what: 'slot', task: last.task}, untilMs: last.atMs}] : [];
}
