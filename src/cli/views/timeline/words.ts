import {startedMs, tookMs} from '../../../timeline/task-times.ts';
import type {CriticalStep, Saving, TaskTimeline, Timeline} from '../../../timeline/timeline.ts';
import {formatDuration} from '../../../vocabulary/duration.ts';
import {printable} from '../../../vocabulary/printable.ts';
import {formatSeconds} from '../../text/format-seconds.ts';
import {headline} from '../../text/failure-text.ts';

/** The state of a run's process. */
export type ProcessState = 'alive' | 'dead' | 'ended';

/** The progress of the run with times: `ready in 1.3 s, ended after 5 m 2 s`. */
export function progressText({phase, readyAtMs, endMs, tasks}: Timeline, state: ProcessState): string {
  const failed = tasks.find(({outcome, mayFail}) => outcome === 'failed' && mayFail !== true);
  const parts = [
    ...(readyAtMs === undefined ? [] : [`ready in ${formatDuration(readyAtMs)}`]),
    ...(failed?.failure ? [`failed: ${printable(headline(failed.failure))}`] : []),
  ];
  if (state === 'dead') return [...parts, `dead after ${formatDuration(endMs)}`].join(', ');
  if (phase === 'ended') return [...parts, `ended after ${formatDuration(endMs)}`].join(', ');
  const now = {starting: 'starting for', ready: 'up for', stopping: 'stopping after'}[phase];
  return [...parts, `${now} ${formatSeconds(endMs)}`].join(', ');
}

/** A step of the critical path: `migrate 306 ms`, prefixed with `slot:` if it waited for a slot. */
export function stepText({task, fromMs, toMs, after}: CriticalStep): string {
  const wait = {slot: 'slot: ', orphans: 'cleanup of a dead run: ', need: '', start: ''}[after.what];
  return `${wait}${printable(task)} ${formatDuration(toMs - fromMs)}`;
}

/** The change that would save the most, as a sentence. */
export function savingText(saving: Saving): string {
  const ms = `−${formatDuration(saving.ms)}`;
  return saving.what === 'need'
    ? `if \`${printable(saving.task)}\` does not need \`${printable(saving.need)}\`: ${ms}`
    : `with \`jobs: ${saving.jobs}\`: up to ${ms}`;
}

/** How long a task took until it was up, or has taken so far. */
export function tookText(task: TaskTimeline, endMs: number): string {
  const took = tookMs(task);
  if (took !== undefined) return formatDuration(took);
  const from = startedMs(task);
  return from === undefined ? '' : `${formatSeconds(endMs - from)} …`;
}

/** `critical`, or how much later the task could have been up. If the task did not come up, its outcome. */
export function slackCell({isCritical, slackMs, outcome}: TaskTimeline): string {
  if (outcome === 'failed' || outcome === 'cancelled') return outcome;
  if (isCritical) return 'critical';
  return slackMs === undefined ? '' : formatDuration(slackMs);
}

/** Why a task on the critical path could not start earlier. */
export function heldUpText({after}: CriticalStep): string {
  switch (after.what) {
    case 'start':
      return 'the first one';
    case 'need':
      return `after its need ${printable(after.task)}`;
    case 'slot':
      return `after ${printable(after.task)} freed a slot`;
    case 'orphans':
      return 'after the cleanup of a dead run';
  }
}
