import type {DockerWorld} from '../docker/engine.ts';
import {lazyDocker} from '../docker/lazy-docker.ts';
import type {PlacedRecord} from '../places/placed-record.ts';
import type {Places} from '../places/places.ts';
import {TaskError} from '../vocabulary/failure.ts';
import {startFailure} from '../vocabulary/make-failure.ts';
import type {DockerRecord} from '../vocabulary/journal-record.ts';

/** All places, each connected to when a task first needs it; `close` ends what is still open. */
export function createPlaces(world: DockerWorld): Places & {close(): Promise<void>} {
  const docker = lazyDocker(world);
  return {
    async at(place, task) {
      if (place === undefined) return await docker.place(undefined, task);
      const {name, source} = place;
      if ('docker' in source) return await docker.place({name, source: source.docker}, task);
      throw new TaskError(startFailure(task, 'kubernetes', 'this version of bottle has no clusters'));
    },
    remove: async (made, context) => await docker.remove(made.filter(isDocker), context),
    close: docker.close,
  };
}

function isDocker(record: PlacedRecord): record is DockerRecord {
  return record.made !== 'object';
}
