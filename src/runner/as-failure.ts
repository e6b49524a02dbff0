import {exhaustedBy} from '../vocabulary/exhausted.ts';
import {TaskError, type TaskFailure} from '../vocabulary/failure.ts';
import type {TaskName} from '../vocabulary/ids.ts';

/**
 * The failure of a task that an error means. If it is neither a TaskError nor the sign of a machine that has run out of
 * something, it is a bug of bottle.
 */
export function asFailure(error: unknown, task: TaskName, descriptorLimit?: number): TaskFailure {
  if (error instanceof TaskError) return error.failure;
  const exhausted = exhaustedBy(error, descriptorLimit);
  if (exhausted) return {...exhausted, task};
  return {...internalFailure(error), task};
}

/** The failure that a bug of bottle is. */
export function internalFailure(error: unknown): Extract<TaskFailure, {reason: 'internal'}> {
  const {message, stack = ''} = error instanceof Error ? error : new Error(String(error));
  return {reason: 'internal', message, stack};
}
