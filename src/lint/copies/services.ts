import {hostName} from '../../kubernetes/names.ts';
import type {Task} from '../../model/launch-file.ts';
import {placeOfTask} from '../../model/place-of-task.ts';
import type {CopyClash, CopyContext, FindClashes} from './clash.ts';

/** Names of containers in a namespace of the user's, where each is a Service. */
export const services: FindClashes = context => context.tasks.flatMap(task => servicesOf(task, context));

function servicesOf(task: Task, {launch}: CopyContext): readonly CopyClash[] {
  const place = placeOfTask(task, launch);
  const isAlone = !('container' in task.source) || task.source.container.network_mode === 'none';
  if (isAlone || !place || !('kubernetes' in place.source)) return [];
  const {namespace} = place.source.kubernetes;
  if (namespace === undefined) return [];
  const next = `leave \`namespace\` of place \`${place.name}\` out, so that each has its own`;
  const message = `all be \`${hostName(task.name)}\` in namespace \`${namespace}\`, where names of Services are unique; ${next}`;
  return [{task, path: ['container', 'image'], message}];
}
