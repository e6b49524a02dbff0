import {hostName} from '../../kubernetes/names.ts';
import type {Task} from '../../model/launch-file.ts';
import {placeOfTask} from '../../model/place-of-task.ts';
import type {CopyClash, CopyContext, FindClashes} from './clash.ts';

/** Names of containers in a namespace of the user, where each is also the name of a Service. */
export const services: FindClashes = context => context.tasks.flatMap(task => servicesOf(task, context));

function servicesOf(task: Task, {launch}: CopyContext): readonly CopyClash[] {
  const place = placeOfTask(task, launch);
  const isAlone = !('container' in task.source) || task.source.container.network_mode === 'none';
  if (isAlone || !place || !('kubernetes' in place.source)) return [];
  const {namespace} = place.source.kubernetes;
  if (namespace === undefined) return [];
  const next = `leave \`namespace\` of place \`${place.name}\` out to give each its own`;
  const message = `all be named \`${hostName(task.name)}\` in namespace \`${namespace}\`, where names of Services are unique; ${next}`;
  return [{task, path: ['container', 'image'], message}];
}
