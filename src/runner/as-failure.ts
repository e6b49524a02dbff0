import {exhaustedBy} from '../vocabulary/exhausted.ts';
import {TaskError, type TaskFailure} from '../vocabulary/failure.ts';
import {internalFailure} from '../vocabulary/make-failure.ts';
import type {TaskName} from '../vocabulary/ids.ts';

/**
 * Converts an error to a task failure. Anything but a TaskError or an exhausted system resource is reported as a bug of
 * bottle.
 */
export function asFailure(error: unknown, task: TaskName, descriptorLimit?: number): TaskFailure {
  if (error instanceof TaskError) return error.failure;
  const exhausted = exhaustedBy(error, descriptorLimit);
  if (exhausted) return {...exhausted, task};
  return {...internalFailure(error), task};
}
