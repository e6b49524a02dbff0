import type {OwnedScope} from '../places/place.ts';
import type {ObjectRecord} from '../vocabulary/journal-record.ts';
import {observeLeases} from './api/lease.ts';
import {listObjects} from './api/objects.ts';
import {hasProblem} from './api/problem.ts';
import {resources, type KubernetesObject, type Resource} from './api/resource.ts';
import type {Cluster} from './cluster.ts';
import {LABELS, selectorOf} from './labels.ts';
import {isLingering} from './lingering.ts';

/** The kinds of objects that a run creates in a namespace of the user, pods first and shared objects last. */
const KINDS: readonly Resource[] = [
  resources.pods,
  resources.services,
  resources.configMaps,
  resources.secrets,
  resources.networkPolicies,
  resources.persistentVolumeClaims,
  resources.leases,
  resources.jobs,
];

/**
 * The objects in a cluster that belong to runs of a launch file from one state directory, and those of any run whose
 * Lease has expired. If a run has its own namespace, only the namespace is listed.
 */
export async function ownedObjects(
  cluster: Cluster,
  {file, state, signal}: OwnedScope,
): Promise<readonly ObjectRecord[]> {
  const own = await objectsOf(cluster, selectorOf({file, state}), signal);
  const expired = await expiredRuns(cluster, signal);
  const others = await Promise.all(
    expired.map(async run => await objectsOf(cluster, selectorOf({run}), signal)),
  );
  const all = [...own, ...others.flat()];
  return [
    ...new Map(all.map(record => [`${record.kind} ${record.namespace}/${record.name}`, record])).values(),
  ];
}

async function objectsOf(
  cluster: Cluster,
  labels: string,
  signal: AbortSignal,
): Promise<readonly ObjectRecord[]> {
  const {client, namespace} = cluster;
  const list = async (resource: Resource): Promise<readonly ObjectRecord[]> => {
    const selection = {labels, signal, ...(resource.isNamespaced && namespace !== undefined && {namespace})};
    const {items} = await listObjects(client, resource, selection).catch((error: unknown) => {
      // A user without permission to list Jobs has created none.
      if (resource === resources.jobs && hasProblem(error, 'forbidden')) return {items: []};
      throw error;
    });
    const there = items.filter(item => !isLingering(resource, item));
    return there.flatMap(item => recordFrom(resource, item, cluster));
  };
  if (namespace === undefined) return await list(resources.namespaces);
  return (await Promise.all(KINDS.map(list))).flat();
}

/** Empty for objects that outlive their run. */
function recordFrom(
  {kind}: Resource,
  {metadata = {}}: KubernetesObject,
  {address}: Cluster,
): readonly ObjectRecord[] {
  const {name = '', namespace = name, labels = {}} = metadata;
  const run = labels[LABELS.run];
  if (run === undefined) return [];
  return [{made: 'object', kind, name, namespace, run, cluster: address, graceMs: 0}];
}

/** Runs of any machine or state directory whose Lease has expired. Empty without permission to list the Leases. */
async function expiredRuns({client, namespace}: Cluster, signal: AbortSignal): Promise<readonly string[]> {
  const selection = {labels: LABELS.run, signal, ...(namespace !== undefined && {namespace})};
  try {
    const leases = await observeLeases(client, selection);
    return leases
      .filter(({isExpired}) => isExpired)
      .flatMap(({lease: {metadata}}) => metadata?.labels?.[LABELS.run] ?? []);
  } catch (error) {
    if (hasProblem(error, 'forbidden')) return [];
    throw error;
  }
}

/** The names of the kept volumes of a launch file, limited to one state directory. */
export async function keptClaims(
  {client, namespace}: Cluster,
  {file, state, signal}: OwnedScope,
): Promise<readonly string[]> {
  if (namespace === undefined) return [];
  const labels = `${selectorOf({file, state})},${LABELS.keep}=true`;
  const {items} = await listObjects(client, resources.persistentVolumeClaims, {namespace, labels, signal});
  return items.map(({metadata: {name = ''} = {}}) => name);
}
