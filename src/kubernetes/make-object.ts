import type {OwnerReference} from 'kubernetes-types/meta/v1.js';
import type {PlaceContext} from '../places/place-context.ts';
import {TaskError} from '../vocabulary/failure.ts';
import type {DeferredHook, ObjectRecord} from '../vocabulary/journal-record.ts';
import {toolFailure} from '../vocabulary/make-failure.ts';
import {createObject, deleteObject, getObject} from './api/objects.ts';
import {hasProblem, ifFound} from './api/problem.ts';
import type {KubernetesObject, Resource} from './api/resource.ts';
import type {Cluster} from './cluster.ts';
import {clusterError} from './cluster-error.ts';
import {LABELS} from './labels.ts';
import {labelValue} from './names.ts';
import {untilGone} from './until-gone.ts';

/** The place where an object is created, and its task. */
export interface Making {
  readonly cluster: Cluster;
  /** Absent for cluster-wide objects. */
  readonly namespace?: string;
  readonly context: PlaceContext;
  /** The owner with which the cluster removes it. */
  readonly owner?: OwnerReference | undefined;
  /** The grace period of a pod. */
  readonly graceMs?: number;
  readonly preStop?: readonly DeferredHook[];
}

/**
 * Creates an object, recorded in the journal beforehand. An object with the same name from an earlier attempt of the
 * task is removed first.
 * @throws TaskError `kubernetes`, `no-cluster`; the abort reason of the context's signal
 */
export async function makeObject<Kind extends KubernetesObject>(
  resource: Resource<Kind>,
  object: Kind,
  making: Making,
): Promise<Kind> {
  const {context} = making;
  await context.record(recordOf(resource, object, making));
  return await asked(doingOf(resource, object), context, async signal => {
    try {
      return await create(resource, object, making, signal);
    } catch (error) {
      if (!hasProblem(error, 'exists')) throw error;
      const kept = await removeEarlier(resource, object, making, signal);
      return kept ?? (await create(resource, object, making, signal));
    }
  });
}

/** The journal record of an object. */
export function recordOf(
  resource: Resource,
  {metadata: {name = ''} = {}}: KubernetesObject,
  {cluster, namespace = name, context, graceMs = 0, preStop = []}: Making,
): ObjectRecord {
  return {
    ...{made: 'object', kind: resource.kind, name, namespace, run: context.run.id},
    ...{cluster: cluster.address, graceMs},
    ...(preStop.length > 0 && {preStop}),
  };
}

/** How long a pending request may still take after the signal has fired. */
const PATIENCE_MS = 5_000;

/** Sends a request and waits for its end, even after the signal has fired: an object created after its teardown would remain. */
export async function asked<T>(
  doing: string,
  {task, signal, services: {clock}}: Pick<PlaceContext, 'task' | 'signal' | 'services'>,
  request: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  const late = new AbortController();
  const over = new AbortController();
  const giveUpLater = (): void =>
    void clock.sleep(PATIENCE_MS, over.signal).then(() => late.abort(signal.reason));
  signal.addEventListener('abort', giveUpLater, {once: true, signal: over.signal});
  try {
    const result = await request(late.signal);
    signal.throwIfAborted();
    return result;
  } catch (error) {
    throw clusterError(error, {task, doing, signal});
  } finally {
    over.abort();
  }
}

async function create<Kind extends KubernetesObject>(
  resource: Resource<Kind>,
  object: Kind,
  {cluster, namespace, owner}: Making,
  signal: AbortSignal,
): Promise<Kind> {
  const owned = owner ? {...object, metadata: {...object.metadata, ownerReferences: [owner]}} : object;
  return await createObject(cluster.client, resource, owned, {
    signal,
    ...(namespace !== undefined && {namespace}),
  });
}

/** @returns the existing object if it may contain data from an earlier attempt, or owns other objects */
async function removeEarlier<Kind extends KubernetesObject>(
  resource: Resource<Kind>,
  object: Kind,
  {cluster: {client}, namespace, context}: Making,
  signal: AbortSignal,
): Promise<Kind | undefined> {
  const {name = ''} = object.metadata ?? {};
  const which = {name, ...(namespace !== undefined && {namespace}), signal};
  const found = await ifFound(getObject(client, resource, which));
  if (!found) return undefined;
  const {labels = {}, uid} = found.metadata ?? {};
  if (labels[LABELS.run] !== labelValue(context.run.id)) throw takenError(resource, name, labels, context);
  if (REUSED.has(resource.kind)) return found;
  await deleteObject(client, resource, {...which, graceSeconds: 0, ...(uid !== undefined && {uid})});
  if (LASTING.has(resource.kind)) await untilGone(client, resource, which);
  return undefined;
}

/** Kinds of objects that a later attempt reuses. */
const REUSED: ReadonlySet<string> = new Set(['PersistentVolumeClaim', 'Job']);

/** Kinds of objects that take a while to delete. */
const LASTING: ReadonlySet<string> = new Set(['Pod', 'Namespace']);

function takenError(
  resource: Resource,
  name: string,
  {[LABELS.run]: run}: Readonly<Record<string, string>>,
  {task}: PlaceContext,
): TaskError {
  const whose = run === undefined ? 'was not created by bottle' : `belongs to run ${run}`;
  const why = `it already exists and ${whose}; remove \`namespace\` from the place, so that each run has its own`;
  return new TaskError(toolFailure('kubernetes', {task, doing: doingOf(resource, {metadata: {name}}), why}));
}

function doingOf({kind}: Resource, {metadata = {}}: KubernetesObject): string {
  return `create ${kind} \`${metadata.name ?? ''}\``;
}
