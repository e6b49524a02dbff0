import type {PlannedNeed} from '../vocabulary/event.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import {kept} from '../vocabulary/kept.ts';
import {criticalSteps} from './critical-path.ts';
import type {RunStart} from './recording.ts';
import {schedule, type Job} from './schedule.ts';
import {taskStarts, type TaskStart} from './task-start.ts';
import type {CriticalStep, Saving} from './timeline.ts';

/** A change that saves less than this share of the time to ready is not worth a sentence. */
export const LEAST_SHARE = 0.05;

/**
 * The change that would have saved most. Each need on the critical path that `needs:` alone makes is left out in turn, and the schedule
 * is computed again with the times that were measured and the same `jobs`; another try is one with as many slots as tasks. Needs that a
 * reference or a key makes cannot be left out. Only for a run in which everything was ready.
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
  /** When everything is up now. */
  readonly before: number;
  /** Whether tasks wait for slots. */
  readonly isLimited: boolean;
  readonly other: Saving | undefined;
}

/**
 * The largest saving of a need, or the other one if that is larger. Unless tasks wait for slots, leaving out a need saves at most the time
 * after it was met: once a saving is that large, the rest need not be tried, since a long path has hundreds.
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
