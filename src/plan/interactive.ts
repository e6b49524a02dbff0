import type {BoundTask} from '../tasks/bound-task.ts';

/** Whether a task gets the terminal. */
export function isInteractive(task: BoundTask): boolean {
  return task.isInteractive();
}
