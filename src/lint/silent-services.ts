import type {Task} from '../model/launch-file.ts';

/** Whether a task keeps running without a readiness probe: it then counts as ready as soon as it has started. */
export function isSilent({kind, source: {ready = []}}: Pick<Task, 'kind' | 'source'>): boolean {
  return kind.keepsRunAlive && Array.isArray(ready) && ready.length === 0;
}
