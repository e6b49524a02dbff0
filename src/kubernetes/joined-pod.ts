import type {Pod} from 'kubernetes-types/core/v1.js';
import type {ContainerRequest} from '../places/container-request.ts';
import type {PlaceContext} from '../places/place-context.ts';
import type {PlacedContainer} from '../places/place.ts';
import {TaskError} from '../vocabulary/failure.ts';
import {toolFailure} from '../vocabulary/make-failure.ts';
import {getObject, patchObject} from './api/objects.ts';
import {hasProblem, ifFound} from './api/problem.ts';
import {resources} from './api/resource.ts';
import {metadataOf} from './labels.ts';
import {asked, makeObject, recordOf, type Making} from './make-object.ts';
import {dnsLabel} from './names.ts';
import {placedContainer} from './placed-container.ts';
import type {PodPlace} from './placed-pod.ts';
import {podChannel} from './pod-access.ts';
import {environmentName} from './pod-containers.ts';
import {podId, podName, type PodName} from './pod-id.ts';
import {followPod, type PodLife} from './pod-life.ts';
import {statusOf} from './pod-state.ts';

/** The interval of pod changes that make a kubelet look for a Secret; it may handle the first one before it sees the Secret. */
const AGAIN_MS = 2_000;

/** The id of the container whose network another one joins; `undefined` if it has its own network. */
export function joinedId({networkMode = ''}: Pick<ContainerRequest, 'networkMode'>): string | undefined {
  return networkMode.startsWith('container:') ? networkMode.slice('container:'.length) : undefined;
}

/** A container of a pod that another task has created. Its start creates the environment Secret that its kubelet waits for. */
export function joinPod(
  request: ContainerRequest,
  first: string,
  place: PodPlace,
  context: PlaceContext,
): PlacedContainer {
  const {cluster, scope} = place;
  const {namespace, name} = podName(first);
  const container = dnsLabel(context.task);
  const id = podId({namespace, name, container});
  const channel = podChannel(cluster.client, id);
  const making = {cluster, context, namespace, owner: scope.owner};
  const begin = async (): Promise<PodLife> => {
    context.report('looking for its pod');
    const pod = await freshPod({namespace, name, container}, making);
    const {graceMs, preStop} = request;
    const record = recordOf(resources.pods, {metadata: {name}}, {...making, graceMs, preStop});
    await context.record({...record, container});
    await makeObject(resources.secrets, environmentOf(request, place, context), making);
    const life = followPod(scope.pods, {uid: pod.metadata?.uid ?? '', container}, context);
    await wake(life, {namespace, name, container}, making);
    return life;
  };
  return placedContainer(request, {id, name, channel, begin}, {client: cluster.client, context});
}

/** The pod, unless this container has already run there. @throws TaskError `kubernetes` */
async function freshPod({namespace, name, container}: PodName, {cluster, context}: Making): Promise<Pod> {
  const doing = `start a container of pod \`${name}\``;
  const fail = (why: string): TaskError =>
    new TaskError(toolFailure('kubernetes', {task: context.task, doing, why}));
  const pod = await asked(doing, context, async signal =>
    ifFound(getObject(cluster.client, resources.pods, {namespace, name, signal})),
  );
  if (!pod) throw fail('it does not exist');
  const {state = {}} = statusOf(pod, container) ?? {};
  if (state.running ?? state.terminated)
    throw fail(
      'a container of a pod runs only once; restart the first container of its `pod`, which restarts all of them',
    );
  return pod;
}

function environmentOf(
  {env, labels: own}: ContainerRequest,
  {cluster}: PodPlace,
  {task, run, file}: PlaceContext,
) {
  const owner = {run: run.id, task, file: file.path, state: run.state, owner: cluster.owner};
  const {labels, annotations} = metadataOf(owner, own);
  const data = Object.entries(env).map(
    ([name, value]) => [name, Buffer.from(value).toString('base64')] as const,
  );
  return {
    metadata: {
      name: environmentName({run: run.id, task}),
      labels: {...labels},
      annotations: {...annotations},
    },
    data: Object.fromEntries(data),
  };
}

/** Waits until the container runs. A change of its pod makes the kubelet check immediately instead of within 20 seconds. */
async function wake(life: PodLife, {namespace, name}: PodName, {cluster, context}: Making): Promise<void> {
  const {clock} = context.services;
  const started = life.started();
  const over = new AbortController();
  const end = (): void => over.abort();
  started.then(end, end);
  for (let count = 1; !over.signal.aborted; count++) {
    const change = {metadata: {annotations: {'bottle.started': `${context.task} ${count}`}}};
    const isAllowed = await asked(`start it in pod \`${name}\``, context, async signal => {
      try {
        await patchObject(cluster.client, resources.pods, {namespace, name, change, signal});
        return true;
      } catch (error) {
        if (hasProblem(error, 'forbidden')) return false;
        throw error;
      }
    });
    if (!isAllowed) break;
    await clock.sleep(AGAIN_MS, over.signal);
  }
  await started;
}
