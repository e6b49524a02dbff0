import {kept} from '../vocabulary/kept.ts';
import {lastHoldup, type Holdup} from './held-up.ts';
import type {RunStart} from './recording.ts';
import {taskStarts, type TaskStart} from './task-start.ts';
import type {CriticalStep} from './timeline.ts';

/**
 * The measured critical path of the start of a run. It ends with the task that was up last. In a failed run, it ends with the task that
 * failed first; in a run that is still starting or was interrupted, with the task that has been starting for longest. The path is traced
 * back from its end: each task is preceded by the need that was met last, or by the task that freed its slot.
 */
export const criticalSteps = kept((start: RunStart): readonly CriticalStep[] => {
  const tasks = taskStarts(start);
  const steps: CriticalStep[] = [];
  const seen = new Set<TaskStart>();
  const last = lastTask(start);
  let toMs = last && endOf(last, start);
  for (let task = last; task && toMs !== undefined && !seen.has(task);) {
    seen.add(task);
    const {by, untilMs}: Holdup = lastHoldup(task, start);
    steps.push({task: task.task, fromMs: untilMs, toMs, after: by});
    toMs = untilMs;
    task = 'task' in by ? tasks.get(by.task) : undefined;
  }
  return steps.reverse();
});

/** The last task of the critical path. */
function lastTask(start: RunStart): TaskStart | undefined {
  const all = [...taskStarts(start).values()];
  const failed = firstBy(all, ({failedMs}) => failedMs);
  if (start.end !== 'ready' && failed) return failed;
  if (isUnfinished(start)) {
    const starting = firstBy(all, ({startMs, overMs}) => (overMs === undefined ? startMs : undefined));
    if (starting) return starting;
  }
  return firstBy(all, ({overMs}) => (overMs === undefined || overMs > start.toMs ? undefined : -overMs));
}

function isUnfinished({end}: RunStart): boolean {
  if (end === 'open') return true;
  return end !== 'ready' && (end.stoppedBecause === 'interrupted' || end.stoppedBecause === 'died');
}

function endOf({failedMs, overMs}: TaskStart, {toMs, end}: RunStart): number {
  return (end === 'ready' ? overMs : (failedMs ?? overMs)) ?? toMs;
}

/** The first task with the smallest value. */
function firstBy(
  tasks: readonly TaskStart[],
  valueOf: (task: TaskStart) => number | undefined,
): TaskStart | undefined {
  const valued = tasks.flatMap(task => {
    const value = valueOf(task);
    return value === undefined ? [] : [{task, value}];
  });
  return valued.reduce<(typeof valued)[number] | undefined>(
    (best, each) => (best === undefined || each.value < best.value ? each : best),
    undefined,
  )?.task;
}
