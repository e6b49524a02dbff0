import type {RunStatus} from '../history/run-status.ts';
import type {TaskSnapshot} from '../history/task-snapshot.ts';
import type {RunState} from '../schema/run-list.ts';
import type {KnownRun} from './known-run.ts';

/** The state of a run, from its events and the state of its process. */
export function runState(
  state: KnownRun['state'],
  {phase, failures, isIncomplete, ended, tasks}: RunStatus,
): RunState {
  if (state === 'dead') return 'dead';
  if (state === 'ended') return failures.length > 0 || (ended?.leftovers ?? 0) > 0 ? 'failed' : 'ended';
  if (phase === 'stopping' || phase === 'ended') return 'stopping';
  if (failures.length > 0) return 'failed';
  if (phase !== 'ready' || tasks.some(isComingUp)) return 'starting';
  return isIncomplete ? 'failed' : 'ready';
}

/** Whether a task has come up, including tasks that have since exited as allowed. */
export function isUp({status}: Pick<TaskSnapshot, 'status'>): boolean {
  return ['ready', 'done', 'exited', 'skipped'].includes(status);
}

/** Whether a task is starting or waiting to start. */
export function isComingUp({status}: Pick<TaskSnapshot, 'status'>): boolean {
  return ['waiting', 'starting', 'running', 'probing', 'restarting'].includes(status);
}
