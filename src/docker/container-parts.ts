import type {ContainerRequest} from '../places/container-request.ts';
import {objectName} from '../places/object-name.ts';
import type {PlaceContext} from '../places/place-context.ts';
import {BadValue} from '../values/quantities.ts';
import {TaskError} from '../vocabulary/failure.ts';
import {startFailure} from '../vocabulary/make-failure.ts';
import type {ContainerParts} from './create-options.ts';
import type {EnginePlace} from './engine-place.ts';
import {farPorts} from './far-ports.ts';
import {labelsOf} from './labels.ts';
import {mountOptions} from './mount-options.ts';
import {engineOptions} from './options/all.ts';

/** The parts of a container that are Docker's. @throws TaskError `cannot-start` for a value that its key does not take */
export function partsOf(
  place: EnginePlace,
  request: ContainerRequest,
  context: PlaceContext,
): ContainerParts {
  const {task, run, file} = context;
  const belonging = {run: run.id, task, file: file.path, state: run.state};
  try {
    return {
      name: objectName(belonging),
      labels: labelsOf(belonging, request.labels),
      ports: farPorts(place, request, task) ?? request.ports,
      mounts: mountOptions(request.mounts),
      options: engineOptions(request.keys),
    };
  } catch (error) {
    // A value that a reference gave may not fit its key.
    throw error instanceof BadValue ? new TaskError(startFailure(task, 'container', error.message)) : error;
  }
}
