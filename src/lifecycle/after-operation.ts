import type {StopCause} from '../vocabulary/event.ts';
import type {CancelCause, Operation} from './operation.ts';
import {afterRemoval, cancelledByStop, notStarted, stoppedFrom, stoppingTo} from './next-state.ts';
import {inStatus, type Cancelled, type Restarting, type Stopping, type TaskState} from './task-state.ts';

/** The state of a task when the execution of an operation on it begins. */
export function afterOperation(operation: Operation, state: TaskState): TaskState {
  const {op, task} = operation;
  switch (op) {
    case 'queue':
      return {...inStatus(task, state, 'waiting'), for: operation.for};
    case 'skip':
      return {status: 'skipped', because: operation.because};
    case 'start': {
      const {attempt} = inStatus(task, state, 'waiting');
      return {status: 'starting', attempt, interruption: undefined, holdsSlot: attempt.restarts === 0};
    }
    case 'cancel':
      return afterCancel(state, cancelledBy(operation.cause));
    case 'interrupt':
      return {...inStatus(task, state, 'starting', 'running', 'probing'), interruption: operation.cause};
    case 'withdraw':
      return stoppingTo(stoppedFrom(state, operation.cause));
    case 'renew':
      return notStarted(operation.cause);
    case 'stop':
      return {...endingState(state, operation.cause), phase: 'removing'};
    case 'settle':
      return afterRemoval(endingState(state, operation.cause), []);
  }
}

function afterCancel(state: TaskState, end: Cancelled): TaskState {
  if (state.status === 'waiting') return end;
  if ('interruption' in state) return {status: 'stopping', phase: 'ending', holdsSlot: state.holdsSlot, end};
  return stoppingTo(state.status === 'exited' ? {...end, exit: state.exit} : end);
}

function cancelledBy(cause: CancelCause): Cancelled {
  if (cause.why === 'teardown') return cancelledByStop;
  const how = cause.how === 'cancelled' ? 'was cancelled' : 'failed';
  return {...cancelledByStop, because: `it needs \`${cause.need}\`, which ${how}`};
}

/** A task that is up or has already ended becomes stopped. */
function endingState(state: TaskState, cause: StopCause): Stopping | Restarting {
  if (state.status === 'stopping' || state.status === 'restarting') return state;
  return stoppingTo(stoppedFrom(state, cause));
}
