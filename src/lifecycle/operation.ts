import type {TaskName} from '../vocabulary/ids.ts';
import type {StartCause, StopCause} from '../vocabulary/event.ts';
import type {AgainCause} from './task-state.ts';

/** An operation on a task, and its cause. */
export type Operation =
  /** Records why a task cannot start yet. */
  | {readonly op: 'queue'; readonly task: TaskName; readonly for: 'needs' | 'orphans' | 'slot'}
  | {readonly op: 'skip'; readonly task: TaskName; readonly because: string}
  | {readonly op: 'start'; readonly task: TaskName; readonly cause: StartCause}
  /** Cancels a task that has not failed itself. */
  | {readonly op: 'cancel'; readonly task: TaskName; readonly cause: CancelCause}
  /** Aborts an attempt. Its result determines the next state of the task. */
  | {readonly op: 'interrupt'; readonly task: TaskName; readonly cause: StopCause}
  /** Stops a task that waits for its start or its restart. */
  | {readonly op: 'withdraw'; readonly task: TaskName; readonly cause: StopCause}
  /** Makes a task wait for its start again, after it was stopped or while it is still waiting. */
  | {readonly op: 'renew'; readonly task: TaskName; readonly cause: AgainCause}
  /** Ends a task or its last attempt without removing anything, because it has no resources or they are left to the teardown. */
  | {readonly op: 'settle'; readonly task: TaskName; readonly cause: StopCause}
  /** Removes the resources of a task or of its last attempt. */
  | {
      readonly op: 'stop';
      readonly task: TaskName;
      readonly cause: StopCause;
      /** Whether a dependent has leftovers that may still use the task. */
      readonly isStillUsed: boolean;
    };

export type CancelCause =
  | {readonly why: 'teardown'}
  | {readonly why: 'need-failed'; readonly need: TaskName; readonly how: 'failed' | 'cancelled'};
