import type {EventOf, PlannedTask, StopCause, TaskEvent} from '../vocabulary/event.ts';
import type {Phase, PhaseName, TaskTimeline} from './timeline.ts';

/** The times of a task, folded from its events. */
export type RecordedTask = Omit<TaskTimeline, 'isCritical' | 'slackMs'>;

/** A task before its first event. */
export function withoutPhases({task, kind, needs}: PlannedTask): RecordedTask {
  return {task, kind, needs, phases: [], outcome: 'pending'};
}

/** The times of a task after one of its events. */
export function recordTask(task: RecordedTask, event: TaskEvent): RecordedTask {
  const {at} = event;
  switch (event.type) {
    case 'task-waiting':
      return enter(task, event.for, at);
    case 'task-started':
      return {...enter(task, 'starting', at, {attempt: event.attempt}), outcome: 'pending'};
    case 'task-running':
      return enter(task, 'running', at);
    case 'task-probing':
      return enter(task, 'probing', at);
    case 'task-ready':
      return comeUp(enter(task, 'up', at), 'ready', at);
    case 'task-done':
      return comeUp(leave(task, at), 'done', at);
    case 'task-skipped':
      return comeUp(leave(task, at), 'skipped', at);
    case 'task-failed':
      return {...settle(leave(task, at), 'failed', at), failure: event.failure, mayFail: event.allowed};
    case 'task-cancelled':
      return settle(leave(task, at), 'cancelled', at);
    case 'task-retried':
      return enter(task, 'restarting', at);
    case 'service-ended':
      return afterEnd(task, event);
    case 'task-stopping':
      return enter(task, 'stopping', at, {cause: event.cause});
    case 'task-stopped':
    case 'task-left-behind':
      return isBetweenAttempts(task) ? enter(task, 'restarting', at) : leave(task, at);
    case 'probe-started':
    case 'probe-attempted':
    case 'probe-passed':
    case 'liveness-changed':
    case 'task-output':
    case 'task-progressed':
    case 'task-stop-progressed':
    case 'task-warned':
    case 'watch-changed':
    case 'terminal-taken':
    case 'terminal-released':
      return task;
  }
}

/** Ends the current phase and begins another one. If the phase is the same, it continues. */
function enter(
  task: RecordedTask,
  what: PhaseName,
  atMs: number,
  more: {readonly attempt?: number; readonly cause?: StopCause} = {},
): RecordedTask {
  const last = task.phases.at(-1);
  const isSame = last?.what === what && last.toMs === undefined && more.attempt === undefined;
  if (isSame) return task;
  const phase: Phase = {what, fromMs: atMs, attempt: last?.attempt ?? 0, ...more};
  return {...task, phases: [...leave(task, atMs).phases, phase]};
}

/** Ends the current phase, if there is one. */
function leave(task: RecordedTask, atMs: number): RecordedTask {
  const last = task.phases.at(-1);
  if (!last || last.toMs !== undefined) return task;
  return {...task, phases: [...task.phases.slice(0, -1), {...last, toMs: atMs}]};
}

function comeUp(task: RecordedTask, outcome: 'ready' | 'done' | 'skipped', atMs: number): RecordedTask {
  return {...settle(task, outcome, atMs), readyAtMs: task.readyAtMs ?? atMs};
}

function settle(task: RecordedTask, outcome: RecordedTask['outcome'], atMs: number): RecordedTask {
  return {...task, outcome, settledAtMs: task.settledAtMs ?? atMs};
}

function afterEnd(task: RecordedTask, {at, then, failure}: EventOf<'service-ended'>): RecordedTask {
  if (then === 'restarted') return enter(task, 'restarting', at);
  const ended = leave(task, at);
  if (then === 'ignored') return {...ended, outcome: 'exited'};
  const mayFail = then === 'allowed';
  return {...settle(ended, 'failed', at), mayFail, ...(failure && {failure})};
}

/** Whether a stopped task is about to restart automatically. */
function isBetweenAttempts({phases, outcome}: RecordedTask): boolean {
  const cause = phases.at(-1)?.cause;
  if (cause === 'unhealthy') return outcome !== 'exited';
  return cause === 'retry' || cause === 'restart';
}
