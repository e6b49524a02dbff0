import type {TaskName} from '../vocabulary/ids.ts';
import {kept} from '../vocabulary/kept.ts';
import type {RunStart} from './recording.ts';
import {metMs, taskStarts, type TaskStart} from './task-start.ts';
import type {HeldUpBy} from './timeline.ts';

/** Something that a task had to wait for before it started, and until when. */
export interface Holdup {
  readonly by: HeldUpBy;
  readonly untilMs: number;
}

/**
 * All that each task had to wait for: its needs, and the slot that another task freed last before it started. A task that waited for
 * the removal of orphans waited for nothing else at the end.
 */
export const holdups = kept((start: RunStart): ReadonlyMap<TaskName, readonly Holdup[]> => {
  const tasks = taskStarts(start);
  const releases = slotReleases(tasks);
  return new Map(
    [...tasks].map(([name, task]) => [name, [...needsOf(task, tasks), ...delayOf(task, releases)]]),
  );
});

/** The last thing that a task waited for; the start of the run if it waited for nothing. */
export function lastHoldup(task: TaskStart, start: RunStart): Holdup {
  const first: Holdup = {by: {what: 'start'}, untilMs: start.fromMs};
  const all = holdups(start).get(task.task) ?? [];
  return all.reduce((last, each) => (isLater(each, last) ? each : last), first);
}

/** Everything comes after the start of the run, even at the same time. */
function isLater(one: Holdup, other: Holdup): boolean {
  return one.untilMs > other.untilMs || (one.untilMs === other.untilMs && other.by.what === 'start');
}

function needsOf({needs, startMs}: TaskStart, tasks: ReadonlyMap<TaskName, TaskStart>): readonly Holdup[] {
  return needs.flatMap(({task: name, condition}) => {
    const task = tasks.get(name);
    const untilMs = task && metMs(task, condition);
    // A need that failed, or one that is met by a later start.
    if (untilMs === undefined || untilMs > startMs) return [];
    return [{by: {what: 'need', task: name}, untilMs}];
  });
}

interface Release {
  readonly task: TaskName;
  readonly atMs: number;
}

/** The ends of attempts, the first one first. */
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
