import type {
  ReportedComparison,
  ReportedPhase,
  ReportedSaving,
  ReportedStep,
  ReportedTask,
  TimelineReport,
} from '../../../schema/timeline-report.ts';
import type {Comparison} from '../../../timeline/compare.ts';
import {tookMs} from '../../../timeline/task-times.ts';
import type {CriticalStep, Phase, Saving, TaskTimeline, Timeline} from '../../../timeline/timeline.ts';
import {headline} from '../../text/failure-text.ts';
import type {ProcessState} from './words.ts';

/** The comparison with another run. */
interface ComparedRun {
  readonly run: string;
  readonly comparison: Comparison;
}

/** A timeline in the format of `--format json`. */
export function timelineJson(
  timeline: Timeline,
  state: ProcessState,
  compared: ComparedRun | undefined,
): TimelineReport {
  const {run, runName: name, name: launch, startedAt, jobs, readyAtMs, stoppingAtMs, endMs} = timeline;
  return {
    ...{version: 1, run, name, launch, state, startedAt, jobs},
    ...{readyMs: rounded(readyAtMs), stoppingMs: rounded(stoppingAtMs), endMs: round(endMs)},
    tasks: timeline.tasks.map(taskJson),
    criticalPath: timeline.steps.map(stepJson),
    saving: timeline.saving ? savingJson(timeline.saving) : null,
    comparison: compared ? comparisonJson(compared) : null,
  };
}

function taskJson(task: TaskTimeline): ReportedTask {
  return {
    ...{task: task.task, kind: task.kind, outcome: task.outcome, isCritical: task.isCritical},
    failure: task.failure ? headline(task.failure) : null,
    ...{readyMs: rounded(task.readyAtMs), tookMs: rounded(tookMs(task)), slackMs: rounded(task.slackMs)},
    phases: task.phases.map(phaseJson),
  };
}

function phaseJson({what, fromMs, toMs, attempt, cause}: Phase): ReportedPhase {
  return {what, fromMs: round(fromMs), toMs: rounded(toMs), attempt, cause: cause ?? null};
}

function stepJson({task, fromMs, toMs, after}: CriticalStep): ReportedStep {
  const afterTask = 'task' in after ? after.task : null;
  return {task, fromMs: round(fromMs), toMs: round(toMs), after: after.what, afterTask};
}

function savingJson(saving: Saving): ReportedSaving {
  const none = {task: null, need: null, jobs: null};
  return {...none, ...saving, ms: round(saving.ms)};
}

function comparisonJson({run, comparison}: ComparedRun): ReportedComparison {
  const {ready, tasks, added, removed} = comparison;
  return {
    ...{run, readyBeforeMs: rounded(ready.beforeMs), added, removed},
    tasks: tasks.map(({task, beforeMs, nowMs, isChanged}) => {
      return {task, beforeMs: rounded(beforeMs), nowMs: rounded(nowMs), isChanged};
    }),
  };
}

function rounded(ms: number | undefined): number | null {
  return ms === undefined ? null : round(ms);
}

/** Rounds milliseconds to microseconds. */
function round(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
