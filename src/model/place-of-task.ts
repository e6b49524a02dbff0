import type {NamedPlace} from '../places/place-problem.ts';
import type {LaunchFile, Task} from './launch-file.ts';

/** The place of a task, as its launch file defines it; `undefined` for `local`. */
export function placeOfTask(
  {placeName: name}: Pick<Task, 'placeName'>,
  {places}: Pick<LaunchFile, 'places'>,
): NamedPlace | undefined {
  const source = Object.hasOwn(places, name) ? places[name] : undefined;
  return source && {name, source};
}
