import type {PlannedNeed} from '../vocabulary/event.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import {kept} from '../vocabulary/kept.ts';
import {criticalSteps} from './critical-path.ts';
import type {RunStart} from './recording.ts';
import {schedule, type Job} from './schedule.ts';
import {taskStarts, type TaskStart} from './task-start.ts';
import type {Saving} from './timeline.ts';

/** A change that saves less than this share of the time to ready is not worth a sentence. */
export const LEAST_SHARE = 0.05;

/**
 * The change that would have saved most. Each need on the critical path that `needs:` alone makes is left out in turn, and the schedule
 * is computed again with the times that were measured and the same `jobs`; the last try is one with as many slots as tasks. Needs that a
 * reference or a key makes cannot be left out. Only for a run in which everything was ready.
 */
export const savingOf = kept((start: RunStart): Saving | undefined => {
  if (start.end !== 'ready') return undefined;
  const jobs = jobsOf(start);
  const before = schedule(jobs, start.jobs).endMs;
  const savings = [...needSavings(start, jobs, before), ...slotSavings(start, jobs, before)];
  const best = savings.reduce<Saving | undefined>(
    (most, each) => (most === undefined || each.ms > most.ms ? each : most),
    undefined,
  );
  return best && best.ms >= LEAST_SHARE * (start.toMs - start.fromMs) ? best : undefined;
});

type Jobs = ReadonlyMap<TaskName, Job>;

function needSavings(start: RunStart, jobs: Jobs, before: number): readonly Saving[] {
  const tasks = taskStarts(start);
  return criticalSteps(start).flatMap(({task, after}): readonly Saving[] => {
    const job = jobs.get(task);
    if (after.what !== 'need' || !job || !canBeDropped(tasks.get(task)?.needs ?? [], after.task)) return [];
    const needs = job.needs.filter(({to}) => to !== after.task);
    const {endMs} = schedule(new Map([...jobs, [task, {...job, needs}]]), start.jobs);
    return [{what: 'need', task, need: after.task, ms: before - endMs}];
  });
}

function canBeDropped(needs: readonly PlannedNeed[], need: TaskName): boolean {
  return needs.every(({task, origin}) => task !== need || origin === 'needs');
}

function slotSavings(start: RunStart, jobs: Jobs, before: number): readonly Saving[] {
  if (!criticalSteps(start).some(({after}) => after.what === 'slot')) return [];
  const {endMs, most} = schedule(jobs, jobs.size);
  return [{what: 'jobs', jobs: most, ms: before - endMs}];
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
