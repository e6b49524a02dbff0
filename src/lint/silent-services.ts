import type {Task} from '../model/launch-file.ts';

/** Whether a task keeps running and has no readiness probe. Such a task counts as ready as soon as it has started. */
export function isSilent(task: Pick<Task, 'keepsRunAlive' | 'source'>): boolean {
  const {ready = []} = task.source;
  return task.keepsRunAlive() && Array.isArray(ready) && ready.length === 0;
}
