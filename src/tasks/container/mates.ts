import type {ContainerRequest, PodMate} from '../../places/container-request.ts';
import type {ContainerTask} from '../../schema/tasks/container.ts';
import type {PodMateTask, UpContext} from '../task-context.ts';
import {requestOf} from './inputs.ts';
import {resolveContainer} from './spec.ts';

/** The request for the first container of a pod, with those of the others. */
export async function withMates(request: ContainerRequest, context: UpContext): Promise<ContainerRequest> {
  const tasks = context.podMates();
  if (tasks.length === 0) return request;
  const mates = await Promise.all(tasks.map(async mate => await mateOf(mate, context)));
  return {...request, names: [...request.names, ...tasks.map(({task}) => task)], mates};
}

async function mateOf({task, source, values, file}: PodMateTask, context: UpContext): Promise<PodMate> {
  const spec = resolveContainer(withoutLater(source as ContainerTask), values);
  const mateContext = {...context, task, file, runVariables: {}};
  return {task, request: await requestOf(spec, mateContext)};
}

/** Without the keys that may refer to containers of the same pod. */
function withoutLater({container, ...task}: ContainerTask): ContainerTask {
  const {env, env_file, healthcheck, post_start, pre_stop, network_mode, ...known} = container;
  return {...task, container: known};
}
