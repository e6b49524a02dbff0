import {hostname, userInfo} from 'node:os';
import {delimiter, resolve} from 'node:path';
import type {Place} from '../places/place.ts';
import type {RemovalContext} from '../places/places.ts';
import {responseDeadline} from '../polling/response-deadline.ts';
import {raceAbort} from '../processes/race-abort.ts';
import type {KubernetesPlace} from '../schema/places.ts';
import {asError} from '../vocabulary/caught-error.ts';
import type {ClusterAddress, ObjectRecord} from '../vocabulary/journal-record.ts';
import {whyLeft, type Leftover} from '../vocabulary/leftover.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import type {ClusterAccess} from './api/access.ts';
import {createClient, type KubernetesClient} from './api/client.ts';
import {findAccess, type AccessRequest, type AccessServices} from './api/find-access.ts';
import {noConnection} from './api/no-connection.ts';
import {KubernetesError} from './api/problem.ts';
import type {Cluster} from './cluster.ts';
import {clusterError} from './cluster-error.ts';
import {provideImage, type BuildImage} from './images.ts';
import {kubernetesPlace} from './place.ts';
import {leftoverOf, removeObjects} from './remove-objects.ts';
import {createRunScopes, type RunScopes} from './run-scope.ts';

/** Inputs of the clusters of a run. */
export interface KubernetesServices extends AccessServices {
  readonly buildImage: BuildImage;
  /** Aborted when the run begins to stop. From then on, nothing waits for API servers that have never responded. */
  readonly stopping?: AbortSignal;
}

/** The clusters of a run. */
export interface Kubernetes {
  /** A place in the launch file, once its API server has responded. @throws TaskError `no-cluster` */
  place(source: KubernetesPlace, task: TaskName): Promise<Place>;
  /** Removes objects of a task from the clusters in their records. Never rejects. @returns what could not be removed */
  remove(records: readonly ObjectRecord[], context: RemovalContext): Promise<readonly Leftover[]>;
  /** Ends all watches and connections. */
  close(): Promise<void>;
}

export function createKubernetes(services: KubernetesServices): Kubernetes {
  const clients = new Map<string, Promise<OpenCluster>>();
  const closed = new AbortController();
  const silent = new Map<string, unknown>();
  const connect = async (request: AccessRequest): Promise<OpenCluster> => {
    const key = keyOf(request);
    if (services.stopping?.aborted && silent.has(key)) throw silent.get(key);
    const opening = clients.get(key) ?? openCluster(request, services, closed.signal);
    clients.set(key, opening);
    try {
      const open = await opening;
      // Records contain the name of the context even if the file does not set it.
      const ownKey = keyOf(open.address);
      const same = clients.get(ownKey) ?? opening;
      clients.set(ownKey, same).set(key, same);
      if (same === opening) return open;
      // Another place uses the same cluster. Both share the namespace and the Lease of the run, which must not be created twice.
      open.close();
      return await same;
    } catch (error) {
      // The next task connects again.
      clients.delete(key);
      if (services.stopping?.aborted) silent.set(key, error);
      throw error;
    }
  };
  const places = new Map<string, Place>();
  return {
    async place(source, task) {
      const open = await connect(requestOf(source, services)).catch((error: unknown) => {
        throw clusterError(error, {task, doing: 'read the version of the cluster'});
      });
      const key = JSON.stringify(source);
      const known = places.get(key);
      if (known) return known;
      const place = kubernetesPlace({
        ...open.at(source.namespace),
        runtimeClass: source.runtime_class,
        provideImage: async (request, context) =>
          await provideImage(request, source, services.buildImage, context),
      });
      places.set(key, place);
      return place;
    },
    async remove(records, context) {
      const groups = groupsOf(records);
      const left = await Promise.all(groups.map(async group => await removeGroup(group, connect, context)));
      return left.flat();
    },
    async close() {
      closed.abort(new Error('the connection to the cluster was closed'));
      const opened = await Promise.allSettled(clients.values());
      for (const result of opened) if (result.status === 'fulfilled') result.value.close();
    },
  };
}

function keyOf({kubeconfig, context}: AccessRequest): string {
  return JSON.stringify([kubeconfig, context]);
}

/** A cluster that has responded. */
interface OpenCluster {
  readonly access: ClusterAccess;
  readonly address: ClusterAddress;
  at(namespace: string | undefined): {readonly cluster: Cluster; readonly scopes: RunScopes};
  close(): void;
}

async function openCluster(
  request: AccessRequest,
  services: KubernetesServices,
  signal: AbortSignal,
): Promise<OpenCluster> {
  const access = await findAccess(request, services);
  const client = createClient(access, services.clock);
  await askVersion(client, {signal, stopping: services.stopping}).catch((error: unknown) => {
    client.close();
    throw error;
  });
  const made = new Map<string | undefined, {readonly cluster: Cluster; readonly scopes: RunScopes}>();
  const owner = `${userInfo().username}@${hostname()}`;
  const address = addressOf(access, request);
  return {
    ...{access, address},
    at(namespace) {
      const known = made.get(namespace);
      if (known) return known;
      const cluster: Cluster = {client, address, owner, ...(namespace !== undefined && {namespace})};
      const parts = {cluster, scopes: createRunScopes(cluster)};
      made.set(namespace, parts);
      return parts;
    },
    close() {
      for (const {scopes} of made.values()) scopes.close();
      client.close();
    },
  };
}

/** Without retries, so that a missing cluster is reported immediately when a run starts. */
async function askVersion(
  client: KubernetesClient,
  {signal, stopping}: {readonly signal: AbortSignal; readonly stopping: AbortSignal | undefined},
): Promise<void> {
  const asked = {verb: 'get', resource: 'version', group: ''};
  const deadline = responseDeadline(client.clock, {stopping});
  try {
    const either = AbortSignal.any([signal, deadline.signal]);
    await client.askOnce({method: 'GET', path: '/version', asked, signal: either});
  } catch (error) {
    if (!deadline.signal.aborted) throw error;
    throw noConnection(client.access.server, asError(deadline.signal.reason));
  } finally {
    deadline.cancel();
  }
}

function addressOf({server, context}: ClusterAccess, {kubeconfig}: AccessRequest): ClusterAddress {
  return {
    server,
    ...(context !== undefined && {context}),
    ...(kubeconfig !== undefined && {kubeconfig}),
  };
}

/** Also records a kubeconfig that is set only in the environment, since a later process may have another environment. */
function requestOf(
  {kubeconfig, context}: KubernetesPlace,
  {env: {KUBECONFIG = ''}}: AccessServices,
): AccessRequest {
  const [only, ...more] = KUBECONFIG.split(delimiter).filter(Boolean);
  const path = kubeconfig ?? (more.length === 0 ? only : undefined);
  return {
    ...(path !== undefined && {kubeconfig: resolve(path)}),
    ...(context !== undefined && {context}),
  };
}

interface RecordGroup {
  readonly address: ClusterAddress;
  readonly namespace: string | undefined;
  readonly records: readonly ObjectRecord[];
}

/** Groups records by cluster, and by whether their namespace was created for their run. */
function groupsOf(records: readonly ObjectRecord[]): readonly RecordGroup[] {
  const groups = new Map<
    string,
    {address: ClusterAddress; namespace: string | undefined; records: ObjectRecord[]}
  >();
  const made = new Set(records.filter(({kind}) => kind === 'Namespace').map(({name}) => name));
  for (const record of records) {
    const namespace = made.has(record.namespace) ? undefined : record.namespace;
    const key = JSON.stringify([record.cluster, namespace]);
    const group = groups.get(key) ?? {address: record.cluster, namespace, records: []};
    group.records.push(record);
    groups.set(key, group);
  }
  return [...groups.values()];
}

async function removeGroup(
  {address, namespace, records}: RecordGroup,
  connect: (request: AccessRequest) => Promise<OpenCluster>,
  context: RemovalContext,
): Promise<readonly Leftover[]> {
  try {
    const {server, ...request} = address;
    const open = await raceAbort(connect(request), context.expired);
    if (open.access.server !== server)
      throw new Error(`${open.access.source} now points to ${open.access.server}, not to ${server}`);
    const {cluster, scopes} = open.at(namespace);
    return await removeObjects(records, cluster, scopes, context);
  } catch (error) {
    const why = error instanceof KubernetesError ? error.message : whyLeft(error, context.expired);
    return records.map(record => leftoverOf(record, why));
  }
}
