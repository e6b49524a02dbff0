import type {Place} from '../places/place.ts';
import type {ContainerRequest} from '../places/container-request.ts';
import type {PlaceContext} from '../places/place-context.ts';
import {reasonOf} from '../vocabulary/caught-error.ts';
import {deleteObject, getObject} from './api/objects.ts';
import {ifFound} from './api/problem.ts';
import {resources} from './api/resource.ts';
import {kubectlCommand, type Cluster} from './cluster.ts';
import {asked} from './make-object.ts';
import {withMountedFiles} from './mounted-files.ts';
import {dnsLabel, objectName} from './names.ts';
import {keptClaims, ownedObjects} from './owned.ts';
import {joinedId, joinPod} from './joined-pod.ts';
import {placePod} from './placed-pod.ts';
import {podChannel} from './pod-access.ts';
import {networkName} from './pod-networks.ts';
import type {RunScopes} from './run-scope.ts';
import {provideClaim} from './volumes.ts';

/** Inputs of a place in a cluster. */
export interface PlaceParts {
  readonly cluster: Cluster;
  readonly scopes: RunScopes;
  readonly provideImage: Place['provideImage'];
  /** The runtime class of containers without a `runtime`. */
  readonly runtimeClass?: string | undefined;
}

/** A namespace of a Kubernetes cluster as a place of a launch file. */
export function kubernetesPlace({cluster, scopes, provideImage, runtimeClass}: PlaceParts): Place {
  const {client, address, namespace} = cluster;
  /** Whether each volume is a claim, for the volumes known to this process. */
  const claims = new Map<string, boolean>();
  const never = new AbortController().signal;
  return {
    kind: 'kubernetes',
    address: `kubernetes ${address.server} ${namespace ?? ''}`.trim(),
    // The kubelet of the pod's node pulls it.
    pullAhead: async () => undefined,
    provideImage,
    async createContainer(written, context) {
      const {keys, ...others} = await withMountedFiles(written);
      const runtime = keys.runtime ?? runtimeClass;
      const request = {...others, keys: {...keys, ...(runtime !== undefined && {runtime})}};
      const scope = await scopes.enter(context);
      const {isSecret} = context.services.artifacts;
      const isTemporary = (volume: string): boolean => claims.get(volume) === false;
      const own = {cluster, scope, isSecret, isTemporary};
      const first = joinedId(request);
      if (first !== undefined) return joinPod(request, first, own, context);
      await lookForClaims(request, {cluster, namespace: scope.namespace, claims}, context);
      return await placePod(request, own, context);
    },
    async provideNetwork({name, internal}, {task, run}) {
      const own = networkName(name ?? objectName({run: run.id, task}), internal);
      return {id: own, name: own, subnet: '', gateway: '', addresses: {}};
    },
    async provideVolume(request, context) {
      const scope = await scopes.enter(context);
      claims.set(request.name, await provideClaim(request, {cluster, ...scope}, context));
    },
    channel: id => podChannel(client, id),
    listOwned: async scope => await ownedObjects(cluster, scope),
    keptVolumes: async scope => await keptClaims(cluster, {...scope, signal: never}),
    async deleteVolume(name) {
      const which = {name: dnsLabel(name), ...(namespace !== undefined && {namespace}), signal: never};
      await deleteObject(client, resources.persistentVolumeClaims, which);
    },
    deleteVolumeCommand: name =>
      kubectlCommand(address, `-n ${namespace ?? 'default'} delete persistentvolumeclaim ${dnsLabel(name)}`),
    reasonOf,
  };
}

interface ClaimLookup {
  readonly cluster: Cluster;
  readonly namespace: string;
  readonly claims: Map<string, boolean>;
}

/** Looks up volumes that another process created, for a task that is run alone. */
async function lookForClaims(
  request: ContainerRequest,
  {cluster: {client}, namespace, claims}: ClaimLookup,
  context: PlaceContext,
): Promise<void> {
  const mounts = [request, ...request.siblings.map(sibling => sibling.request)].flatMap(each => each.mounts);
  for (const {type, source} of mounts) {
    if (type !== 'volume' || source === undefined || claims.has(source)) continue;
    const found = await asked(`look for volume \`${source}\``, context, async signal =>
      ifFound(
        getObject(client, resources.persistentVolumeClaims, {namespace, name: dnsLabel(source), signal}),
      ),
    );
    claims.set(source, found !== undefined);
  }
}
