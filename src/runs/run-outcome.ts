import type {RunStatus} from '../history/run-status.ts';
import type {TaskSnapshot} from '../history/task-snapshot.ts';
import {isComingUp} from './run-state.ts';

/** Result of a wait: the condition is met, or can no longer be met. */
export interface WaitEnd {
  readonly outcome: 'ready' | 'failed' | 'ended';
  /** 0 if everything is ready or has succeeded. */
  readonly exitCode: number;
}

/** The outcome of a run that is ready or has ended; otherwise `undefined`. */
export function runOutcome(status: RunStatus): WaitEnd | undefined {
  const {ended, phase, failures, isIncomplete, tasks} = status;
  if (ended) return {outcome: 'ended', exitCode: ended.exitCode};
  // A run with a failure is about to end, even with `--keep-going`.
  if (phase !== 'ready' || failures.length > 0 || tasks.some(isComingUp)) return undefined;
  return isIncomplete ? {outcome: 'failed', exitCode: 1} : {outcome: 'ready', exitCode: 0};
}

/** The outcome of tasks that are all ready or have ended; `undefined` while any of them is starting. */
export function tasksOutcome(tasks: readonly TaskSnapshot[], {ended}: RunStatus): WaitEnd | undefined {
  const ends = tasks.map(task => taskOutcome(task, ended !== undefined));
  if (ends.includes(undefined)) return undefined;
  const bad = ends.find(end => end && end.exitCode !== 0);
  return bad ?? {outcome: ends.some(end => end?.outcome === 'ready') ? 'ready' : 'ended', exitCode: 0};
}

function taskOutcome({status, failure, step}: TaskSnapshot, isOver: boolean): WaitEnd | undefined {
  switch (status) {
    case 'ready':
      return {outcome: 'ready', exitCode: 0};
    case 'done':
    case 'skipped':
      return {outcome: 'ended', exitCode: 0};
    case 'failed':
      return {outcome: 'ended', exitCode: failure?.reason === 'exited' ? (failure.exit.code ?? 1) : 1};
    case 'exited':
      return {outcome: 'ended', exitCode: step?.type === 'service-ended' ? (step.exit.code ?? 1) : 0};
    case 'cancelled':
    case 'stopped':
      return {outcome: 'ended', exitCode: 1};
    case 'waiting':
    case 'starting':
    case 'running':
    case 'probing':
    case 'restarting':
    case 'stopping':
      return isOver ? {outcome: 'ended', exitCode: 1} : undefined;
  }
}
