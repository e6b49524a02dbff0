import type {NamedPlace} from '../places/place-problem.ts';
import type {Place} from '../places/place.ts';
import {LOCAL} from '../places/place-name.ts';
import type {RemovalContext} from '../places/places.ts';
import type {DockerPlace} from '../schema/places.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import type {DockerRecord} from '../vocabulary/journal-record.ts';
import type {Leftover} from '../vocabulary/leftover.ts';
import {dockerPlace} from './docker-place.ts';
import {nameImage} from './image-name.ts';
import {createDocker, type DockerServices} from './engine.ts';
import {removeObjects} from './remove-objects.ts';

/** The implementation behind {@link LazyDocker}. */
export interface DockerPlaces {
  place(place: NamedPlace<DockerPlace> | undefined, task: TaskName): Promise<Place>;
  nameImage(id: string, name: string, task: TaskName): Promise<void>;
  remove(made: readonly DockerRecord[], context: RemovalContext): Promise<readonly Leftover[]>;
  close(): void;
}

export function createDockerPlaces(services: DockerServices): DockerPlaces {
  const docker = createDocker(services);
  return {
    async place(place, task) {
      const engine = await (place ? docker.engineOf(place, task) : docker.engine(task));
      const publish = place?.source.publish;
      const {name = LOCAL} = place ?? {};
      return dockerPlace({name, engine, ...(publish !== undefined && {publish})}, services.clock);
    },
    nameImage: async (id, name, task) => await nameImage(await docker.engine(task), id, name),
    remove: async (made, context) => await removeObjects(made, docker, context),
    close: docker.close,
  };
}
