import type {Task} from '../model/launch-file.ts';
import {LOCAL} from '../places/place-name.ts';
import type {Kind} from '../tasks/kind.ts';

/** Removes the orphans of dead runs at the place of a task; `undefined` if the kind leaves none there. */
export function orphanRemovalOf({
  kind,
  placeName,
}: Pick<Task, 'kind' | 'placeName'>): Kind['removeOrphans'] | undefined {
  return placeName === LOCAL && kind.hasOrphansAtLocal === false ? undefined : kind.removeOrphans;
}
