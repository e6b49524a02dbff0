import type {TaskSnapshot} from '../../history/task-snapshot.ts';
import type {ListedTask, ListedTaskState} from '../../schema/run-list.ts';
import type {RunModel} from './run-model.ts';

/** States that events cannot report, only an observation of the machine. */
const OBSERVED: readonly ListedTaskState[] = ['gone', 'orphaned', 'unknown'];

/**
 * The shown state of a task. It comes from events, which arrive immediately, unless an observation of the machine shows that the process
 * or container is gone, or has outlived its run.
 */
export function shownState({over, observed}: RunModel, task: TaskSnapshot): ListedTaskState {
  return isObserved(observed.value.get(task.task), task, over.value === 'dead') ?? task.status;
}

function isObserved(
  observed: ListedTask | undefined,
  {status}: TaskSnapshot,
  isDead: boolean,
): ListedTaskState | undefined {
  if (observed === undefined || !OBSERVED.includes(observed.state)) return undefined;
  return isDead || status === 'ready' ? observed.state : undefined;
}

/** Whether `bottle start` would start a task in this state. */
export function isStoppedState(state: ListedTaskState): boolean {
  return ['stopped', 'failed', 'cancelled', 'exited', 'gone'].includes(state);
}
