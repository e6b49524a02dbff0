import type {NamedPlace} from '../places/place-problem.ts';
import type {Place} from '../places/place.ts';
import type {RemovalContext} from '../places/places.ts';
import type {DockerPlace} from '../schema/places.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import type {DockerRecord} from '../vocabulary/journal-record.ts';
import type {Leftover} from '../vocabulary/leftover.ts';
import type {DockerServices} from './engine.ts';
import type {DockerPlaces} from './docker-places.ts';

/** Docker engines as places, loaded when a task first needs one. */
export interface LazyDocker {
  /** An engine in the launch file, or the user's engine for `undefined`. @throws TaskError `no-engine` */
  place(place: NamedPlace<DockerPlace> | undefined, task: TaskName): Promise<Place>;
  /** Adds a name to an image on the user's engine. */
  nameImage(id: string, name: string, task: TaskName): Promise<void>;
  remove(made: readonly DockerRecord[], context: RemovalContext): Promise<readonly Leftover[]>;
  /** Closes all connections. */
  close(): Promise<void>;
}

/** Loads the Docker client when a task first needs an engine. */
export function lazyDocker(services: DockerServices): LazyDocker {
  let loaded: Promise<DockerPlaces> | undefined;
  const load = async (): Promise<DockerPlaces> =>
    await (loaded ??= import('./docker-places.ts').then(({createDockerPlaces}) =>
      createDockerPlaces(services),
    ));
  return {
    place: async (place, task) => await (await load()).place(place, task),
    nameImage: async (id, name, task) => await (await load()).nameImage(id, name, task),
    remove: async (made, context) => (made.length === 0 ? [] : await (await load()).remove(made, context)),
    close: async () => (await loaded)?.close(),
  };
}
