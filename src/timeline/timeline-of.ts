import type {RunEvent} from '../vocabulary/event.ts';
import {criticalSteps} from './critical-path.ts';
import {emptyRecording, foldTimeline, type Recording, type RunStart} from './recording.ts';
import {savingOf} from './saving.ts';
import {slackOf} from './slack.ts';
import type {Timeline} from './timeline.ts';

/**
 * The timeline of a run, from its events; `undefined` if they do not begin with the start of a run.
 *
 * @param nowMs for a live run: the time since its start. Without it, open phases last until the last event.
 */
export function timelineOf(events: Iterable<RunEvent>, nowMs?: number): Timeline | undefined {
  let recording = emptyRecording;
  for (const event of events) recording = foldTimeline(recording, event);
  return timelineAt(recording, nowMs);
}

/** The timeline of a run whose events are folded one by one. Results that depend only on the start of the run are computed once. */
export function timelineAt(recording: Recording, nowMs?: number): Timeline | undefined {
  const {started, phase, tasks, atMs, stoppingAtMs} = recording;
  if (!started) return undefined;
  const endMs = phase === 'ended' ? atMs : Math.max(atMs, nowMs ?? atMs);
  const start = recording.start ?? openStart(recording, endMs);
  const steps = criticalSteps(start);
  const critical = new Set(steps.map(({task}) => task));
  const slacks = slackOf(start);
  const saving = savingOf(start);
  const {run, name, runName, startedAt, jobs} = started;
  return {
    ...{run, name, runName, startedAt, jobs, phase, endMs},
    ...(start.end === 'ready' && {readyAtMs: start.toMs}),
    ...(stoppingAtMs !== undefined && {stoppingAtMs}),
    tasks: tasks.map(task => {
      const slackMs = slacks.get(task.task);
      const isCritical = critical.has(task.task);
      return {...task, isCritical, ...(slackMs !== undefined && {slackMs: isCritical ? 0 : slackMs})};
    }),
    ...{steps, criticalPath: steps.map(({task}) => task)},
    ...(saving && {saving}),
  };
}

/** The start of a run that is still starting. */
function openStart({started, tasks}: Recording, toMs: number): RunStart {
  return {fromMs: started?.at ?? 0, toMs, jobs: started?.jobs ?? 1, tasks, end: 'open'};
}
