import type {DatedAnswer, KubernetesClient} from './client.ts';
import {hasProblem, ifFound} from './problem.ts';
import {
  pathOf,
  requestedThing,
  typeOf,
  type KubernetesObject,
  type Resource,
  type ResourcePath,
} from './resource.ts';
import {selectionQuery, type Selection} from './selection.ts';

/** The name of an object. */
export interface ObjectName {
  /** Absent for cluster-wide objects. */
  readonly namespace?: string;
  readonly name: string;
}

interface Cancellable {
  readonly signal: AbortSignal;
}

/** @throws KubernetesError, `not-found` if it does not exist */
export async function getObject<Kind extends KubernetesObject>(
  client: KubernetesClient,
  resource: Resource<Kind>,
  request: ObjectName & Cancellable,
): Promise<Kind> {
  return (await getDatedObject(client, resource, request)).answer;
}

/** Like `getObject`, also with the time of the API server. */
export async function getDatedObject<Kind extends KubernetesObject>(
  client: KubernetesClient,
  resource: Resource<Kind>,
  {namespace, name, signal}: ObjectName & Cancellable,
): Promise<DatedAnswer<Kind>> {
  const path = {resource, namespace, name};
  return await client.askDated<Kind>({
    method: 'GET',
    path: pathOf(path),
    asked: requestedThing('get', path),
    signal,
  });
}

/** All objects of a selection, and the version of the collection from which a watch can start. */
export interface ObjectList<Kind> {
  readonly items: readonly Kind[];
  readonly resourceVersion: string;
  /** The time of the response, by the clock of the API server, in milliseconds since the epoch. */
  readonly serverTime: number;
}

interface ListBody<Kind> {
  readonly items?: readonly Kind[] | null;
  readonly metadata: {readonly resourceVersion?: string; readonly continue?: string};
}

/** The maximum number of objects in a response. */
const PAGE = 500;

/** @throws KubernetesError */
export async function listObjects<Kind extends KubernetesObject>(
  client: KubernetesClient,
  resource: Resource<Kind>,
  {signal, ...selection}: Selection & Cancellable,
): Promise<ObjectList<Kind>> {
  const path = {resource, namespace: selection.namespace};
  const page = async (query: Readonly<Record<string, string>>): Promise<DatedAnswer<ListBody<Kind>>> =>
    await client.askDated<ListBody<Kind>>({
      method: 'GET',
      path: `${pathOf(path)}?${String(new URLSearchParams({...selectionQuery(selection), ...query}))}`,
      ...{asked: requestedThing('list', path), signal},
    });
  try {
    const items: Kind[] = [];
    let last = await page({limit: String(PAGE)});
    items.push(...(last.answer.items ?? []));
    while (last.answer.metadata.continue) {
      last = await page({limit: String(PAGE), continue: last.answer.metadata.continue});
      items.push(...(last.answer.items ?? []));
    }
    return listOf(items, last, resource);
  } catch (error) {
    // The list took too long, and the API server no longer has the version of the first page. A list in a single
    // response cannot expire.
    if (!hasProblem(error, 'expired')) throw error;
    const all = await page({});
    return listOf(all.answer.items ?? [], all, resource);
  }
}

/** Objects in lists do not contain their type. */
function listOf<Kind extends KubernetesObject>(
  items: readonly Kind[],
  {answer, serverTime}: DatedAnswer<ListBody<Kind>>,
  resource: Resource<Kind>,
): ObjectList<Kind> {
  const {resourceVersion = ''} = answer.metadata;
  return {items: items.map(item => ({...typeOf(resource), ...item})), resourceVersion, serverTime};
}

/**
 * Creates an object with a fixed name. If the connection is lost before the response, the request is repeated; an
 * object that exists by then is the result of the first request if it has the same labels.
 * @throws KubernetesError, `exists` if there is another one
 */
export async function createObject<Kind extends KubernetesObject>(
  client: KubernetesClient,
  resource: Resource<Kind>,
  object: Kind,
  {signal, namespace = object.metadata?.namespace}: Cancellable & {readonly namespace?: string},
): Promise<Kind> {
  const path = {resource, namespace};
  const body = {...typeOf(resource), ...object};
  const asked = {
    ...requestedThing('create', path),
    ...(object.metadata?.name && {name: object.metadata.name}),
  };
  let wasLost = false;
  return await client.patiently(signal, async () => {
    try {
      return await client.askOnce<Kind>({method: 'POST', path: pathOf(path), body, asked, signal});
    } catch (error) {
      if (wasLost && hasProblem(error, 'exists')) {
        const found = await getObject(client, resource, {...nameOf(object, namespace), signal});
        if (hasLabelsOf(object, found)) return found;
      }
      wasLost ||= hasProblem(error, 'unreachable', 'unavailable');
      throw error;
    }
  });
}

function nameOf(object: KubernetesObject, namespace: string | undefined): ObjectName {
  return {name: object.metadata?.name ?? '', ...(namespace !== undefined && {namespace})};
}

function hasLabelsOf(wanted: KubernetesObject, found: KubernetesObject): boolean {
  const labels = found.metadata?.labels ?? {};
  return Object.entries(wanted.metadata?.labels ?? {}).every(([name, value]) => labels[name] === value);
}

/** A change of an object. */
export interface Patch extends ObjectName, Cancellable {
  /** A merge patch (RFC 7386): `null` removes a field. */
  readonly change: object;
  /** `status` to change the status. */
  readonly subresource?: string;
}

/** Changes some fields of an object. @throws KubernetesError */
export async function patchObject<Kind extends KubernetesObject>(
  client: KubernetesClient,
  resource: Resource<Kind>,
  {change, signal, ...name}: Patch,
): Promise<Kind> {
  const path: ResourcePath = {resource, ...name};
  return await client.ask<Kind>({
    ...{method: 'PATCH', path: pathOf(path), body: change, contentType: 'application/merge-patch+json'},
    ...{asked: requestedThing('patch', path), signal},
  });
}

export interface Deletion extends ObjectName, Cancellable {
  /** Seconds from SIGTERM to SIGKILL, for pods. Default: the grace period of the object. */
  readonly graceSeconds?: number;
  /** Whether the objects that it owns are deleted after it, in the background, or before it. Default: `Background`. */
  readonly propagation?: 'Background' | 'Foreground';
  /** Deletes the object only if it has this uid, not a later object with the same name. */
  readonly uid?: string;
}

/**
 * Starts to delete an object; a pod remains until its processes have ended. An object with another uid counts as gone.
 * @returns whether the object existed
 * @throws KubernetesError
 */
export async function deleteObject(
  client: KubernetesClient,
  resource: Resource,
  {graceSeconds, propagation = 'Background', uid, signal, namespace, name}: Deletion,
): Promise<boolean> {
  const path = {resource, namespace, name};
  const body = {
    ...{apiVersion: 'v1', kind: 'DeleteOptions', propagationPolicy: propagation},
    ...(graceSeconds !== undefined && {gracePeriodSeconds: graceSeconds}),
    ...(uid !== undefined && {preconditions: {uid}}),
  };
  const asked = requestedThing('delete', path);
  try {
    const deleted = client.ask({method: 'DELETE', path: pathOf(path), body, asked, signal});
    return (await ifFound(deleted)) !== undefined;
  } catch (error) {
    if (uid !== undefined && hasProblem(error, 'conflict')) return false;
    throw error;
  }
}
