import type {PlannedNeed} from '../vocabulary/event.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import {kept} from '../vocabulary/kept.ts';
import type {RecordedTask} from './record-task.ts';
import type {RunStart} from './recording.ts';
import type {Phase, PhaseName} from './timeline.ts';

/** Timestamps of a task during the start of a run, across all of its attempts. */
export interface TaskStart {
  readonly task: TaskName;
  /** Its needs that have started, or were skipped, cancelled or failed. */
  readonly needs: readonly PlannedNeed[];
  /** When its first attempt began; if there was none, when it was skipped, cancelled or failed. */
  readonly startMs: number;
  /** When its command, container or machine had started. */
  readonly runningMs: number | undefined;
  /** When it was ready, done or skipped. */
  readonly readyMs: number | undefined;
  /** When it was ready, done or skipped, failed, or was cancelled. */
  readonly overMs: number | undefined;
  /** When it failed, unless it is allowed to fail. */
  readonly failedMs: number | undefined;
  /** The reason why it did not start as soon as its needs were met. */
  readonly delay: Delay | undefined;
  /** When it occupied a slot. */
  readonly slots: readonly SlotTime[];
}

interface Delay {
  readonly what: 'slot' | 'orphans';
  readonly fromMs: number;
}

interface SlotTime {
  readonly fromMs: number;
  readonly toMs: number | undefined;
}

/** The tasks that have started, or were skipped, cancelled or failed before they started, in file order. */
export const taskStarts = kept(({tasks}: RunStart): ReadonlyMap<TaskName, TaskStart> => {
  const all = new Map(tasks.flatMap(task => taskStart(task) ?? []).map(start => [start.task, start]));
  const known = [...all].map(([task, start]): [TaskName, TaskStart] => {
    return [task, {...start, needs: start.needs.filter(need => all.has(need.task))}];
  });
  return new Map(known);
});

/** When a need is met by a task; `undefined` if it is not. */
export function metMs(
  {runningMs, readyMs, overMs}: TaskStart,
  condition: PlannedNeed['condition'],
): number | undefined {
  if (condition === 'started') return runningMs ?? readyMs;
  return condition === 'ready' ? readyMs : overMs;
}

function taskStart(recorded: RecordedTask): TaskStart | undefined {
  const {task, needs, phases, readyAtMs: readyMs, settledAtMs: overMs, outcome, mayFail} = recorded;
  const startMs = firstOf(phases, ['starting'])?.fromMs ?? overMs;
  if (startMs === undefined) return undefined;
  const hasFailed = outcome === 'failed' && mayFail !== true;
  return {
    ...{task, needs, startMs, readyMs, overMs},
    runningMs: firstOf(phases, ['running', 'probing', 'up'])?.fromMs,
    failedMs: hasFailed ? phases.findLast(({what}) => what !== 'stopping')?.toMs : undefined,
    delay: delayOf(phases),
    slots: slotTimes(phases),
  };
}

function firstOf(phases: readonly Phase[], names: readonly PhaseName[]): Phase | undefined {
  return phases.find(({what}) => names.includes(what));
}

/** The delay of the first attempt. */
function delayOf(phases: readonly Phase[]): Delay | undefined {
  const start = phases.findIndex(({what}) => what === 'starting');
  const before = phases[start - 1];
  if (before?.what !== 'slot' && before?.what !== 'orphans') return undefined;
  return {what: before.what, fromMs: before.fromMs};
}

/** The slot of each attempt, from its start to its end. */
function slotTimes(phases: readonly Phase[]): readonly SlotTime[] {
  const times: SlotTime[] = [];
  for (const {what, fromMs, toMs} of phases) {
    const last = times.at(-1);
    if (what === 'starting') times.push({fromMs, toMs});
    else if ((what === 'running' || what === 'probing') && last) times[times.length - 1] = {...last, toMs};
  }
  return times;
}
