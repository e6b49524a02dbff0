import type {RemovalContext} from '../places/places.ts';
import {whyLeft, type Leftover} from '../vocabulary/leftover.ts';
import type {ObjectRecord} from '../vocabulary/journal-record.ts';
import {deleteObject, getObject, listObjects} from './api/objects.ts';
import {hasProblem, ifFound} from './api/problem.ts';
import {resources, type Resource} from './api/resource.ts';
import {kubectlCommand, type Cluster} from './cluster.ts';
import {LABELS, selectorOf} from './labels.ts';
import {isLingering} from './lingering.ts';
import {labelValue} from './names.ts';
import {removePod} from './remove-pod.ts';
import {stopContainer} from './stop-container.ts';
import type {RunScopes} from './run-scope.ts';
import {untilGone} from './until-gone.ts';

/** Removes the objects of a task. Never rejects. @returns what could not be removed */
export async function removeObjects(
  records: readonly ObjectRecord[],
  cluster: Cluster,
  scopes: RunScopes,
  context: RemovalContext,
): Promise<readonly Leftover[]> {
  const leftovers: Leftover[] = [];
  // Each attempt of a task has recorded the objects that it was about to create.
  const distinct = [
    ...new Map(records.map(record => [`${record.kind} ${record.namespace} ${record.name}`, record])).values(),
  ];
  const removing = {cluster, scopes, context};
  for (const kinds of ORDER) {
    const found = distinct.filter(({kind}) => (kinds === OTHERS ? !KNOWN.has(kind) : kinds.includes(kind)));
    const left = await Promise.all(found.map(async record => await remove(record, removing)));
    leftovers.push(...left.flat());
  }
  const shared = distinct.filter(({kind}) => SHARED.has(kind));
  for (const run of new Set(shared.map(record => record.run))) {
    const records = shared.filter(record => record.run === run);
    leftovers.push(...(await removeShared(records, run, removing)));
  }
  return leftovers;
}

const OTHERS: readonly string[] = [];

/** Pods first, since they use the others. */
const ORDER: readonly (readonly string[])[] = [['Pod'], OTHERS];

/** Objects shared by the whole run, removed last. */
const SHARED: ReadonlySet<string> = new Set(['Namespace', 'Lease', 'Job']);

const KNOWN: ReadonlySet<string> = new Set([...ORDER.flat(), ...SHARED]);

interface Removing {
  readonly cluster: Cluster;
  readonly scopes: RunScopes;
  readonly context: RemovalContext;
}

async function remove(record: ObjectRecord, {cluster, context}: Removing): Promise<readonly Leftover[]> {
  try {
    if (record.kind !== 'Pod') await removeOne(record, cluster, context.expired);
    else if (record.container === undefined) await removePod(record, cluster.client, context);
    else await stopContainer(record, cluster.client, context);
    return [];
  } catch (error) {
    return [leftoverOf(record, whyLeft(error, context.expired))];
  }
}

/** A leftover for an object that could not be removed, with the command to remove it. */
export function leftoverOf({kind, name, namespace, cluster}: ObjectRecord, why: string): Leftover {
  const where = kind === 'Namespace' ? '' : `-n ${namespace} `;
  const command = kubectlCommand(cluster, `${where}delete ${kind.toLowerCase()} ${name}`);
  return {what: kind === 'Namespace' ? `namespace ${name}` : `${kind} ${namespace}/${name}`, why, command};
}

async function removeOne(
  {kind, namespace, name, run}: ObjectRecord,
  {client}: Cluster,
  signal: AbortSignal,
): Promise<void> {
  const resource = resourceOf(kind);
  const which = {...(resource.isNamespaced && {namespace}), name, signal};
  const found = await ifFound(getObject(client, resource, which));
  const {labels = {}, uid} = found?.metadata ?? {};
  if (!found || labels[LABELS.run] !== labelValue(run)) return;
  await deleteObject(client, resource, {...which, ...(uid !== undefined && {uid})});
}

function resourceOf(kind: string): Resource {
  const found = Object.values(resources).find(resource => resource.kind === kind);
  if (!found) throw new Error(`this bottle does not support objects of kind ${kind}`);
  return found;
}

/** Kinds of objects whose tasks still use the namespace. */
const USERS: readonly Resource[] = [resources.pods, resources.persistentVolumeClaims];

/** How long a cluster may take to remove a namespace and its contents. */
const NAMESPACE_MS = 60_000;

/** Removes the namespace of a run, or its Lease and Job, unless another task of the run still has objects there. */
async function removeShared(
  records: readonly ObjectRecord[],
  run: string,
  {cluster, scopes, context}: Removing,
): Promise<readonly Leftover[]> {
  try {
    await scopes.leave(run, context.task, async () => {
      const [first] = records;
      if (!first || (await isUsed(first, cluster, context.expired))) return;
      for (const record of records) {
        if (record.kind === 'Namespace') await removeNamespace(record, cluster, context);
        else if (record.kind === 'Job') await removeJob(record, cluster, context.expired);
        else await removeOne(record, cluster, context.expired);
      }
    });
    return [];
  } catch (error) {
    return records.map(record => leftoverOf(record, whyLeft(error, context.expired)));
  }
}

/** Without permission to read the Job, it was either not created, or is removed at its deadline. */
async function removeJob(record: ObjectRecord, cluster: Cluster, signal: AbortSignal): Promise<void> {
  try {
    await removeOne(record, cluster, signal);
  } catch (error) {
    if (!hasProblem(error, 'forbidden')) throw error;
  }
}

async function isUsed(
  {namespace, run}: ObjectRecord,
  {client}: Cluster,
  signal: AbortSignal,
): Promise<boolean> {
  for (const resource of USERS) {
    const {items} = await listObjects(client, resource, {namespace, labels: selectorOf({run}), signal});
    if (items.some(item => !isLingering(resource, item))) return true;
  }
  return false;
}

async function removeNamespace(
  record: ObjectRecord,
  cluster: Cluster,
  context: RemovalContext,
): Promise<void> {
  const {client} = cluster;
  const {namespace} = record;
  const {expired} = context;
  context.report(`removing namespace ${namespace}`);
  await removeOne(record, cluster, expired);
  const deadline = client.clock.deadline(NAMESPACE_MS);
  try {
    const signal = AbortSignal.any([expired, deadline.signal]);
    await untilGone(client, resources.namespaces, {name: namespace, signal});
  } catch (error) {
    if (deadline.signal.aborted) throw new Error('the cluster is still removing it', {cause: error});
    throw error;
  } finally {
    deadline.cancel();
  }
}
