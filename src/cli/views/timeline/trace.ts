import type {Phase, TaskTimeline, Timeline} from '../../../timeline/timeline.ts';
import {PHASE_LOOKS} from './phases.ts';
import {savingText} from './words.ts';

/**
 * A trace for Perfetto (https://ui.perfetto.dev) and chrome://tracing, in the JSON of the Trace Event Format
 * (https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU): a thread for each task, a slice for each phase, and
 * arrows along the critical path. Times are microseconds.
 */
export interface Trace {
  readonly traceEvents: readonly TraceEvent[];
  readonly displayTimeUnit: 'ms';
  readonly otherData: Readonly<Record<string, string>>;
}

/** `M`: metadata; `X`: a slice; `i`: an instant; `s`, `f`: the start and the end of an arrow. */
export type TraceEvent = {readonly pid: number; readonly tid: number; readonly name: string} & (
  | {readonly ph: 'M'; readonly args: Readonly<Record<string, string | number>>}
  | {
      readonly ph: 'X';
      readonly ts: number;
      readonly dur: number;
      readonly cat: string;
      readonly args: Readonly<Record<string, string | number | boolean>>;
    }
  | {readonly ph: 'i'; readonly ts: number; readonly s: 'p'; readonly cat: string}
  | {readonly ph: 's'; readonly ts: number; readonly cat: string; readonly id: number}
  | {readonly ph: 'f'; readonly bp: 'e'; readonly ts: number; readonly cat: string; readonly id: number}
);

/** The id of the process, and of the thread for events of the run. Threads of tasks have higher ids. */
const PID = 1;
const RUN = 1;

export function traceOf(timeline: Timeline): Trace {
  const {run, name, runName, startedAt, saving, tasks, endMs} = timeline;
  const threads = new Map(tasks.map(({task}, at) => [task, RUN + 1 + at]));
  const threadOf = (task: TaskTimeline['task']): number => threads.get(task) ?? RUN;
  return {
    displayTimeUnit: 'ms',
    otherData: {run, name, runName, startedAt, ...(saving && {saving: savingText(saving)})},
    traceEvents: [
      meta(RUN, 'process_name', {name: runName}),
      meta(RUN, 'thread_name', {name: 'run'}),
      ...tasks.flatMap(({task}) => [
        meta(threadOf(task), 'thread_name', {name: task}),
        meta(threadOf(task), 'thread_sort_index', {sort_index: threadOf(task)}),
      ]),
      ...instants(timeline),
      ...tasks.flatMap(task => task.phases.map(phase => slice(phase, task, threadOf(task.task), endMs))),
      ...arrows(timeline, threadOf),
    ],
  };
}

function meta(tid: number, name: string, args: Readonly<Record<string, string | number>>): TraceEvent {
  return {ph: 'M', pid: PID, tid, name, args};
}

function instants({readyAtMs, stoppingAtMs}: Timeline): readonly TraceEvent[] {
  const instant = (name: string, ms: number | undefined): readonly TraceEvent[] =>
    ms === undefined ? [] : [{ph: 'i', pid: PID, tid: RUN, name, ts: micros(ms), s: 'p', cat: 'run'}];
  return [...instant('ready', readyAtMs), ...instant('stopping', stoppingAtMs)];
}

function slice(
  {what, fromMs, toMs, attempt, cause}: Phase,
  task: TaskTimeline,
  tid: number,
  endMs: number,
): TraceEvent {
  const {kind, isCritical} = task;
  return {
    ...{ph: 'X', pid: PID, tid, name: PHASE_LOOKS[what].text, cat: what},
    ...{ts: micros(fromMs), dur: micros(toMs ?? endMs) - micros(fromMs)},
    args: {kind, attempt, isCritical, ...(cause !== undefined && {cause})},
  };
}

/** From the end of each step of the critical path to the start of the next one. */
function arrows({steps}: Timeline, threadOf: (task: TaskTimeline['task']) => number): readonly TraceEvent[] {
  return steps.slice(1).flatMap(({task, fromMs}, at): readonly TraceEvent[] => {
    const before = steps[at];
    if (!before) return [];
    const arrow = {pid: PID, name: 'critical path', cat: 'critical-path', id: at + 1};
    // Just before the end of the step, since an arrow must begin within a slice.
    const leavesAt = Math.max(micros(before.fromMs), micros(fromMs) - 1);
    return [
      {...arrow, ph: 's', tid: threadOf(before.task), ts: leavesAt},
      {...arrow, ph: 'f', bp: 'e', tid: threadOf(task), ts: micros(fromMs)},
    ];
  });
}

function micros(ms: number): number {
  return Math.round(ms * 1000);
}
