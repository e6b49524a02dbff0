import type {CancelCause, Operation} from './operation.ts';
import {afterRemoval, cancelledByStop, stoppingTo} from './next-state.ts';
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
      return {status: 'starting', attempt, isInterrupted: false, holdsSlot: attempt.restarts === 0};
    }
    case 'cancel':
      return afterCancel(state, cancelledBy(operation.cause));
    case 'interrupt':
      return {...inStatus(task, state, 'starting', 'running', 'probing'), isInterrupted: true};
    case 'withdraw':
      return stoppingTo({status: 'stopped', last: state, leftovers: []});
    case 'stop':
      return {...endingState(state), phase: 'removing'};
    case 'settle':
      return afterRemoval(endingState(state), []);
  }
}

function afterCancel(state: TaskState, end: Cancelled): TaskState {
  if (state.status === 'waiting') return end;
  if ('isInterrupted' in state) return {status: 'stopping', phase: 'ending', holdsSlot: state.holdsSlot, end};
  return stoppingTo(state.status === 'exited' ? {...end, exit: state.exit} : end);
}

function cancelledBy(cause: CancelCause): Cancelled {
  if (cause.why === 'unwanted') return cancelledByStop;
  const how = cause.how === 'cancelled' ? 'was cancelled' : 'failed';
  return {...cancelledByStop, because: `it needs \`${cause.need}\`, which ${how}`};
}

/** A task that is up, or has ended before, ends as stopped. */
function endingState(state: TaskState): Stopping | Restarting {
  if (state.status === 'stopping' || state.status === 'restarting') return state;
  return stoppingTo({status: 'stopped', last: state, leftovers: []});
}
