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

/** The Docker options of a container. @throws TaskError `cannot-start` for a value that is invalid for its key */
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
    // A value from a reference may be invalid for its key.
    throw error instanceof BadValue ? new TaskError(startFailure(task, 'container', error.message)) : error;
  }
}
