import type {PlannedNeed} from '../vocabulary/event.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import {kept} from '../vocabulary/kept.ts';
import {criticalSteps} from './critical-path.ts';
import type {RunStart} from './recording.ts';
import {schedule, type Job} from './schedule.ts';
import {taskStarts, type TaskStart} from './task-start.ts';
import type {CriticalStep, Saving} from './timeline.ts';

/** A change that saves less than this share of the time to ready is not reported. */
export const LEAST_SHARE = 0.05;

/**
 * The change that would have saved the most time in a run that was ready. The schedule is recomputed with the measured times and the
 * same `jobs`, leaving out one need on the critical path at a time, and once with a slot for every task. Needs that come from a
 * reference or a key cannot be left out, only those that come from `needs:` alone.
 */
export const savingOf = kept((start: RunStart): Saving | undefined => {
  if (start.end !== 'ready') return undefined;
  const jobs = jobsOf(start);
  const withoutLimit = schedule(jobs, jobs.size);
  const isLimited = withoutLimit.most > start.jobs;
  const before = isLimited ? schedule(jobs, start.jobs).endMs : withoutLimit.endMs;
  const {most, endMs} = withoutLimit;
  const waitsForSlot = criticalSteps(start).some(({after}) => after.what === 'slot');
  const other: Saving | undefined = waitsForSlot ? {what: 'jobs', jobs: most, ms: before - endMs} : undefined;
  const best = bestNeed(start, {jobs, before, isLimited, other});
  return best && best.ms >= LEAST_SHARE * (start.toMs - start.fromMs) ? best : undefined;
});

type Jobs = ReadonlyMap<TaskName, Job>;

interface Basis {
  readonly jobs: Jobs;
  /** When everything is up without a change. */
  readonly before: number;
  /** Whether tasks wait for slots. */
  readonly isLimited: boolean;
  readonly other: Saving | undefined;
}

/**
 * The largest saving by leaving out a need, or the other saving if that is larger. Unless tasks wait for slots, a need has an upper bound
 * on its saving. The needs are tried by descending bound, until a saving exceeds the remaining bounds: a long path has hundreds of needs.
 */
function bestNeed(start: RunStart, {jobs, before, isLimited, other}: Basis): Saving | undefined {
  const tasks = taskStarts(start);
  const endMs = criticalSteps(start).at(-1)?.toMs ?? 0;
  const boundOf = ({fromMs}: CriticalStep): number => Math.min(fromMs - start.fromMs, endMs - fromMs);
  let best = other;
  for (const step of criticalSteps(start).toSorted((one, two) => boundOf(two) - boundOf(one))) {
    const {task, after} = step;
    if (!isLimited && best && best.ms >= boundOf(step)) break;
    const job = jobs.get(task);
    if (after.what !== 'need' || !job || !canBeDropped(tasks.get(task)?.needs ?? [], after.task)) continue;
    const needs = job.needs.filter(({to}) => to !== after.task);
    const ms = before - schedule(new Map([...jobs, [task, {...job, needs}]]), start.jobs).endMs;
    if (ms > (best?.ms ?? 0)) best = {what: 'need', task, need: after.task, ms};
  }
  return best;
}

function canBeDropped(needs: readonly PlannedNeed[], need: TaskName): boolean {
  return needs.every(({task, origin}) => task !== need || origin === 'needs');
}

function jobsOf(start: RunStart): Jobs {
  return new Map([...taskStarts(start)].map(([name, task]) => [name, jobOf(task, start)]));
}

function jobOf({needs, startMs, runningMs, overMs, delay, slots}: TaskStart, start: RunStart): Job {
  const ms = (overMs ?? start.toMs) - startMs;
  return {
    needs: needs.map(({task, condition}) => ({to: task, condition})),
    notBeforeMs: delay?.what === 'orphans' ? startMs - start.fromMs : 0,
    startingMs: (runningMs ?? startMs + ms) - startMs,
    ms,
    takesSlot: slots.length > 0,
  };
}
