import {TaskError, type TaskFailure} from '../vocabulary/failure.ts';
import type {TaskName} from '../vocabulary/ids.ts';

/** What was thrown while a task was dealt with, as a failure; what is not a TaskError is a bug of bottle. */
export function asFailure(error: unknown, task: TaskName): TaskFailure {
  if (error instanceof TaskError) return error.failure;
  const {message, stack = ''} = error instanceof Error ? error : new Error(String(error));
  return {reason: 'internal', task, message, stack};
}
