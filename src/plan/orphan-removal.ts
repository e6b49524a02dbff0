import type {Task} from '../model/launch-file.ts';
import {LOCAL} from '../places/place-name.ts';
import type {Kind} from '../tasks/kind.ts';

/** The removal of what dead runs left at the place of a task; `undefined` if its kind leaves nothing there. */
export function orphanRemovalOf({
  kind,
  placeName,
}: Pick<Task, 'kind' | 'placeName'>): Kind['removeOrphans'] | undefined {
  return placeName === LOCAL && kind.hasOrphansAtLocal === false ? undefined : kind.removeOrphans;
}
