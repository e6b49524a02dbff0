import type {ExecChannel} from '../channels/channel.ts';
import {restOfOutput} from '../output/rest-of-output.ts';
import type {PlacedContainer} from '../places/place.ts';
import type {ContainerRequest} from '../places/container-request.ts';
import type {PlaceContext} from '../places/place-context.ts';
import type {Exit} from '../vocabulary/failure.ts';
import {resources} from './api/resource.ts';
import type {Cluster} from './cluster.ts';
import {clusterError} from './cluster-error.ts';
import {containerObjects, type ContainerObjects, type Known} from './container-objects.ts';
import {makeObject, type Making} from './make-object.ts';
import {reachPod} from './reach-pod.ts';
import {podHealth} from './pod-health.ts';
import {followPod, type PodLife} from './pod-life.ts';
import {podId} from './pod-id.ts';
import type {RunScope} from './run-scope.ts';
import {podChannel, podOutput, type PodOutput} from './pod-access.ts';
import {ignoresPolicies} from './try-policy.ts';

/** Where a container is made. */
export interface PodPlace extends Known {
  readonly cluster: Cluster;
  readonly scope: RunScope;
}

/**
 * Makes everything that a container needs, and gives the pod that `start` makes: a pod starts as soon as it exists.
 * @throws TaskError `kubernetes`, `no-cluster`; the reason of the context's signal
 */
export async function placePod(
  request: ContainerRequest,
  place: PodPlace,
  context: PlaceContext,
): Promise<PlacedContainer> {
  const {cluster, scope} = place;
  const objects = objectsOf(request, place, context);
  const making = {cluster, context, namespace: scope.namespace, owner: scope.owner};
  context.report('creating what its pod needs');
  await makeNeeded(objects, making);
  const id = podId({namespace: scope.namespace, name: objects.name});
  const channel = podChannel(cluster.client, id);
  const {clock} = context.services;
  let started: StartedPod | undefined;
  let ended: Promise<Exit> | undefined;
  const running = (): StartedPod => {
    if (!started) throw new Error(`pod ${id} has not been started`);
    return started;
  };
  return {
    ...{id, name: objects.name, channel},
    health: podHealth({check: request.healthcheck, channel, clock}),
    async start() {
      const {graceMs, preStop} = request;
      context.report('creating the pod');
      const pod = await makeObject(resources.pods, objects.pod, {...making, graceMs, preStop});
      const life = followPod(scope.pods, pod.metadata?.uid ?? '', context);
      await life.started();
      started = {life, output: podOutput(cluster.client, id, context)};
      if (isConfined(objects)) void warnOfIgnoredPolicy(channel, life, place, context);
    },
    ended: async () => await (ended ??= endWithOutput(running(), context)),
    reach: async () => await reachPod(request, {client: cluster.client, id, life: running().life}, context),
  };
}

/** Whether its policy forbids what other pods may reach. */
function isConfined({policy}: ContainerObjects): boolean {
  return (policy?.spec as {readonly egress?: unknown} | undefined)?.egress !== undefined;
}

/** Once for each run: a policy that is not enforced is no protection. */
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
      'the network plugin of the cluster ignores network policies: its networks do not confine this container',
    );
}

interface StartedPod {
  readonly life: PodLife;
  readonly output: PodOutput;
}

function objectsOf(request: ContainerRequest, place: PodPlace, context: PlaceContext): ContainerObjects {
  const {task, run, file} = context;
  const owner = {run: run.id, task, file: file.path, state: run.state, owner: place.cluster.owner};
  try {
    return containerObjects(request, owner, place);
  } catch (error) {
    throw clusterError(error, {task, doing: `make a pod of \`${request.image}\``});
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

/** Its end counts once its last lines are there. */
async function endWithOutput(
  {life, output}: StartedPod,
  {output: log, services: {clock}}: PlaceContext,
): Promise<Exit> {
  const exit = await life.ended;
  await restOfOutput(output, clock);
  output.close();
  await log.end();
  return exit;
}
