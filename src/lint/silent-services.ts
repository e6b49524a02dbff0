import type {Task} from '../model/launch-file.ts';

/** Whether a task stays up without anything that tells when it is ready: then it counts as ready as soon as it has been started. */
export function isSilent({kind, source: {ready = []}}: Pick<Task, 'kind' | 'source'>): boolean {
  return kind.holds && Array.isArray(ready) && ready.length === 0;
}
