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
import {asked, makeObject, type Making} from './make-object.ts';
import {dnsLabel} from './names.ts';
import {quantity} from './pod-parts.ts';

/** The size of a claim if the file sets none. */
const SIZE = '1g';

/** The namespace of a claim, and the owner with which it is removed unless it is kept. */
export interface ClaimPlace extends Pick<Making, 'cluster' | 'owner'> {
  readonly namespace: string;
}

/**
 * Claims a volume of the cluster's storage. Without a default storage class, the volume is a folder in the pod that
 * mounts it, which is reported.
 * @returns whether it is a claim
 * @throws TaskError `kubernetes`, `no-cluster`; the abort reason of the context's signal
 */
export async function provideClaim(
  request: VolumeRequest,
  {cluster, namespace, owner}: ClaimPlace,
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
    ? await asked(
        doing,
        context,
        async signal => await keepClaim(claim, {...which, signal}, cluster, context),
      )
    : await makeObject(resource, claim, {cluster, context, namespace, owner});
  const isBound = made.status?.phase === 'Bound';
  if (made.spec?.storageClassName !== undefined || isBound || request.driver !== 'local') return true;
  const {uid} = made.metadata ?? {};
  await asked(doing, context, async signal =>
    deleteObject(client, resource, {...which, signal, ...(uid !== undefined && {uid})}),
  );
  if (keep) {
    const why = 'the cluster has no default storage class; set `driver` to the name of one';
    throw new TaskError(toolFailure('kubernetes', {task: context.task, doing, why}));
  }
  context.warn(
    'the cluster has no default storage class, so the volume is a folder in the pod that mounts it, and is deleted with the pod',
  );
  return false;
}

/** The claim with that name if it is a kept one, otherwise a new one. */
async function keepClaim(
  claim: PersistentVolumeClaim,
  {
    namespace,
    name,
    signal,
  }: {readonly namespace: string; readonly name: string; readonly signal: AbortSignal},
  {client}: Cluster,
  {task}: PlaceContext,
): Promise<PersistentVolumeClaim> {
  try {
    return await createObject(client, resources.persistentVolumeClaims, claim, {namespace, signal});
  } catch (error) {
    if (!hasProblem(error, 'exists')) throw error;
    const found = await getObject(client, resources.persistentVolumeClaims, {namespace, name, signal});
    if (found.metadata?.labels?.[LABELS.keep] === 'true') return found;
    throw new TaskError(toolFailure('kubernetes', {task, doing: `use volume \`${name}\``, why: FOREIGN}));
  }
}

const FOREIGN =
  'it already exists and is not a kept volume of bottle; set `external: true` to use it, or choose another `name`';

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
