import type {ContainerRequest} from '../places/container-request.ts';
import {LOCAL} from '../places/place-name.ts';
import {TaskError} from '../vocabulary/failure.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import {startFailure} from '../vocabulary/make-failure.ts';
import type {EnginePlace} from './engine-place.ts';

/**
 * Rejects options that an engine on another machine cannot provide. `bottle check` reports most of them, but only the
 * run knows where the engine of a context is.
 * @throws TaskError `cannot-start`
 */
export function refuseFar(place: EnginePlace, request: ContainerRequest, task: TaskName): void {
  const {name, engine} = place;
  if (name === LOCAL || !engine.link) return;
  const why = problemOf(place, request);
  if (why !== undefined) throw new TaskError(startFailure(task, 'container', why));
}

function problemOf(
  {name, engine: {ssh}, publish}: EnginePlace,
  {mounts, networkMode, ports, probed}: ContainerRequest,
): string | undefined {
  if (mounts.some(({type}) => type === 'bind'))
    return `\`${name}\` is on another machine, which cannot mount paths of this one; copy the files with a \`copy\` task, build them into the image, or use a \`volume\` task`;
  if (networkMode === 'host')
    return `\`network_mode: host\` would use the network of the machine of \`${name}\`; remove it and publish \`ports\``;
  if (!ssh && publish === undefined && ports.length + probed.length > 0)
    return `its ports at \`${name}\` need \`publish\` in the place: the address of its machine at which they are reachable`;
  return undefined;
}
