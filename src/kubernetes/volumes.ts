import type {PersistentVolumeClaim} from 'kubernetes-types/core/v1.js';
import type {PlaceContext} from '../places/place-context.ts';
import type {VolumeRequest} from '../places/volume-request.ts';
import {TaskError} from '../vocabulary/failure.ts';
import {toolFailure} from '../vocabulary/make-failure.ts';
import {createObject, deleteObject, getObject} from './api/objects.ts';
import {hasProblem, ifFound} from './api/problem.ts';
import {resources} from './api/resource.ts';
import type {Cluster} from './cluster.ts';
import {LABELS, metadataOf} from './labels.ts';
import {asked, makeObject} from './make-object.ts';
import {dnsLabel} from './names.ts';
import {quantity} from './pod-parts.ts';

/** The size of a claim for which the file has none. */
const SIZE = '1g';

/**
 * Claims a volume of the cluster's storage. Without a default storage class there is none: it is then a folder of the pod that mounts
 * it, which is reported.
 * @returns whether it is a claim
 * @throws TaskError `kubernetes`, `no-cluster`; the reason of the context's signal
 */
export async function provideClaim(
  request: VolumeRequest,
  {cluster, namespace}: {readonly cluster: Cluster; readonly namespace: string},
  context: PlaceContext,
): Promise<boolean> {
  const {keep, external, name} = request;
  const {client} = cluster;
  const resource = resources.persistentVolumeClaims;
  const which = {namespace, name: dnsLabel(name)};
  const doing = `use volume \`${name}\``;
  if (external) {
    const found = await asked(doing, context, async signal =>
      ifFound(getObject(client, resource, {...which, signal})),
    );
    if (found) return true;
    const why = `there is no PersistentVolumeClaim \`${which.name}\` in namespace \`${namespace}\``;
    throw new TaskError(toolFailure('kubernetes', {task: context.task, doing, why}));
  }
  const claim = claimOf(request, cluster, context);
  const made = keep
    ? await asked(doing, context, async signal => await keepClaim(claim, {...which, signal}, cluster))
    : await makeObject(resource, claim, {cluster, context, namespace});
  if (made.spec?.storageClassName !== undefined || request.driver !== 'local') return true;
  await asked(doing, context, async signal => await deleteObject(client, resource, {...which, signal}));
  if (keep) {
    const why = 'the cluster has no default storage class; set `driver` to the name of one';
    throw new TaskError(toolFailure('kubernetes', {task: context.task, doing, why}));
  }
  context.warn(
    'the cluster has no default storage class: the volume is a folder of the pod that mounts it, and lost with it',
  );
  return false;
}

async function keepClaim(
  claim: PersistentVolumeClaim,
  {
    namespace,
    name,
    signal,
  }: {readonly namespace: string; readonly name: string; readonly signal: AbortSignal},
  {client}: Cluster,
): Promise<PersistentVolumeClaim> {
  try {
    return await createObject(client, resources.persistentVolumeClaims, claim, {namespace, signal});
  } catch (error) {
    if (!hasProblem(error, 'exists')) throw error;
    return await getObject(client, resources.persistentVolumeClaims, {namespace, name, signal});
  }
}

function claimOf(
  {name, keep, driver, driverOpts, labels: own}: VolumeRequest,
  {owner}: Cluster,
  {task, run, file}: PlaceContext,
): PersistentVolumeClaim {
  const {size = SIZE, access = 'ReadWriteOnce'} = driverOpts;
  const {labels, annotations} = metadataOf(
    {run: run.id, task, file: file.path, state: run.state, owner},
    own,
  );
  const {[LABELS.run]: _, ...kept} = labels;
  return {
    metadata: {
      name: dnsLabel(name),
      labels: keep ? {...kept, [LABELS.keep]: 'true'} : {...labels},
      annotations: {...annotations},
    },
    spec: {
      accessModes: [access],
      resources: {requests: {storage: quantity(size)}},
      ...(driver !== 'local' && {storageClassName: driver}),
    },
  };
}
