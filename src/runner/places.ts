import type {DockerServices} from '../docker/engine.ts';
import {lazyDocker} from '../docker/lazy-docker.ts';
import type {BuildImage} from '../kubernetes/images.ts';
import {lazyKubernetes} from '../kubernetes/lazy-kubernetes.ts';
import type {PlacedRecord} from '../places/placed-record.ts';
import type {Places} from '../places/places.ts';
import type {DockerRecord, ObjectRecord} from '../vocabulary/journal-record.ts';

/** All places. A place is connected to when a task first needs it, and `close` closes all connections. */
export function createPlaces(services: DockerServices): Places & {close(): Promise<void>} {
  const docker = lazyDocker(services);
  const buildImage: BuildImage = async (request, context) => {
    const {task} = context;
    const {id, unchanged} = await (await docker.place(undefined, task)).provideImage(request, context);
    const rename = async (name: string): Promise<void> => await docker.nameImage(id, name, task);
    return {id, rename, ...(unchanged !== undefined && {unchanged})};
  };
  const kubernetes = lazyKubernetes({...services, buildImage});
  return {
    async at(place, task) {
      if (place === undefined) return await docker.place(undefined, task);
      const {name, source} = place;
      return 'docker' in source
        ? await docker.place({name, source: source.docker}, task)
        : await kubernetes.place(source.kubernetes, task);
    },
    async remove(made, context) {
      const removed = [
        docker.remove(made.filter(isDocker), context),
        kubernetes.remove(made.filter(isObject), context),
      ];
      return (await Promise.all(removed)).flat();
    },
    async close() {
      await Promise.all([docker.close(), kubernetes.close()]);
    },
  };
}

function isDocker(record: PlacedRecord): record is DockerRecord {
  return !isObject(record);
}

function isObject(record: PlacedRecord): record is ObjectRecord {
  return record.made === 'object';
}
