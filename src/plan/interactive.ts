import type {Task} from '../model/launch-file.ts';

/** Whether a task gets the terminal. */
export function isInteractive({kind, source}: Pick<Task, 'kind' | 'source'>): boolean {
  return kind.isInteractive?.(source as never) ?? false;
}
