import type {NeedCondition} from '../schema/common-task.ts';
import {badEnd, type TaskState, type TaskStatus} from './task-state.ts';

/** The meaning of a need's state for its dependent, which may start, has to wait, or cannot start. */
export type Standing = 'met' | 'pending' | 'failed';

const pending = {waiting: 'pending', starting: 'pending', restarting: 'pending', stopped: 'pending'} as const;
const met = {ready: 'met', done: 'met', exited: 'met', skipped: 'met'} as const;
const failed = {stopping: 'failed', failed: 'failed', cancelled: 'failed'} as const;

/**
 * The meaning of each state of a need under each condition. docs/launch-file.md has the same table. `stopping` is the state of a task
 * that has failed or was cancelled.
 */
export const standings: Readonly<Record<NeedCondition, Readonly<Record<TaskStatus, Standing>>>> = {
  started: {...pending, running: 'met', probing: 'met', ...met, ...failed},
  ready: {...pending, running: 'pending', probing: 'pending', ...met, ...failed},
  ended: {
    ...{...pending, running: 'pending', probing: 'pending', stopping: 'pending'},
    ...{...met, failed: 'met', cancelled: 'met'},
  },
};

/** Looks up the meaning of a need's state under a condition. */
export function standingOf(state: TaskState, condition: NeedCondition): Standing {
  return standings[condition][standingStatus(state)];
}

/** The key of a state in {@link standings}. */
export function standingStatus(state: TaskState): TaskStatus {
  const isGood = state.status === 'stopping' && badEnd(state) === undefined;
  return isGood ? 'stopped' : state.status;
}
