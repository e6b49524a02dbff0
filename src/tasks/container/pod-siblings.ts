import type {ContainerRequest, PodSibling} from '../../places/container-request.ts';
import type {ContainerTask} from '../../schema/tasks/container.ts';
import type {PodSiblingTask, UpContext} from '../task-context.ts';
import {requestOf} from './inputs.ts';
import {resolveContainer} from './spec.ts';

/** The request for the first container of a pod, including the requests for its other containers. */
export async function withSiblings(request: ContainerRequest, context: UpContext): Promise<ContainerRequest> {
  const tasks = context.podSiblings();
  if (tasks.length === 0) return request;
  const siblings = await Promise.all(tasks.map(async sibling => await siblingOf(sibling, context)));
  return {...request, names: [...request.names, ...tasks.map(({task}) => task)], siblings};
}

async function siblingOf(
  {task, source, values, file}: PodSiblingTask,
  context: UpContext,
): Promise<PodSibling> {
  const spec = resolveContainer(withoutLater(source as ContainerTask), values);
  const siblingContext = {...context, task, file, runVariables: {}};
  return {task, request: await requestOf(spec, siblingContext)};
}

/** Removes the keys that may refer to containers of the same pod. */
function withoutLater({container, ...task}: ContainerTask): ContainerTask {
  const {env, env_file, healthcheck, post_start, pre_stop, network_mode, ...known} = container;
  return {...task, container: known};
}
