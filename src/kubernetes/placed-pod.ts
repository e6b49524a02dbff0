import type {ExecChannel} from '../channels/channel.ts';
import type {PlacedContainer} from '../places/place.ts';
import type {ContainerRequest} from '../places/container-request.ts';
import type {PlaceContext} from '../places/place-context.ts';
import {resources} from './api/resource.ts';
import type {Cluster} from './cluster.ts';
import {clusterError} from './cluster-error.ts';
import {containerObjects, type ContainerObjects} from './container-objects.ts';
import {makeObject, type Making} from './make-object.ts';
import {placedContainer} from './placed-container.ts';
import type {Known} from './pod-containers.ts';
import {followPod, type PodLife} from './pod-life.ts';
import {podId} from './pod-id.ts';
import type {RunScope} from './run-scope.ts';
import {podChannel} from './pod-access.ts';
import {ignoresPolicies} from './try-policy.ts';

/** The place where a container is created. */
export interface PodPlace extends Known {
  readonly cluster: Cluster;
  readonly scope: RunScope;
}

/**
 * Creates all objects that a container needs. Its `start` creates the pod, since a pod starts as soon as it exists.
 * @throws TaskError `kubernetes`, `no-cluster`; the abort reason of the context's signal
 */
export async function placePod(
  request: ContainerRequest,
  place: PodPlace,
  context: PlaceContext,
): Promise<PlacedContainer> {
  const {cluster, scope} = place;
  const objects = objectsOf(request, place, context);
  const {name, container} = objects;
  const making = {cluster, context, namespace: scope.namespace, owner: scope.owner};
  context.report('creating the objects for its pod');
  await makeNeeded(objects, making);
  const id = podId({namespace: scope.namespace, name, container});
  const channel = podChannel(cluster.client, id);
  const begin = async (): Promise<PodLife> => {
    const {graceMs, preStop} = request;
    context.report('creating the pod');
    const pod = await makeObject(resources.pods, objects.pod, {...making, graceMs, preStop});
    const life = followPod(scope.pods, {uid: pod.metadata?.uid ?? '', container}, context);
    await life.started();
    if (isConfined(objects)) void warnOfIgnoredPolicy(channel, life, place, context);
    return life;
  };
  return placedContainer(request, {id, name, channel, begin}, {client: cluster.client, context});
}

/** Whether its policy restricts outgoing connections. */
function isConfined({policy}: ContainerObjects): boolean {
  return (policy?.spec as {readonly egress?: unknown} | undefined)?.egress !== undefined;
}

/** Warns once per run if policies are ignored, since the containers are then not confined. */
async function warnOfIgnoredPolicy(
  channel: ExecChannel,
  {ended}: PodLife,
  {scope}: PodPlace,
  context: PlaceContext,
): Promise<void> {
  if (!scope.claimPolicyTry()) return;
  const over = new AbortController();
  void ended.then(() => over.abort());
  const isIgnored = await ignoresPolicies(channel, over.signal);
  if (isIgnored === true && !over.signal.aborted)
    context.warn(
      'the network plugin of the cluster ignores network policies, so networks do not confine this container',
    );
}

function objectsOf(request: ContainerRequest, place: PodPlace, context: PlaceContext): ContainerObjects {
  const {task, run, file} = context;
  const owner = {run: run.id, task, file: file.path, state: run.state, owner: place.cluster.owner};
  try {
    return containerObjects(request, owner, place);
  } catch (error) {
    throw clusterError(error, {task, doing: `create a pod of \`${request.image}\``});
  }
}

async function makeNeeded(
  {configMap, secret, policy, services}: ContainerObjects,
  making: Making,
): Promise<void> {
  await Promise.all([
    ...(configMap ? [makeObject(resources.configMaps, configMap, making)] : []),
    ...(secret ? [makeObject(resources.secrets, secret, making)] : []),
    ...(policy ? [makeObject(resources.networkPolicies, policy, making)] : []),
    ...services.map(async service => await makeObject(resources.services, service, making)),
  ]);
}
