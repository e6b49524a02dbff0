import {createClient, type KubernetesClient} from './client.ts';
import {findAccess, type AccessRequest, type AccessServices} from './find-access.ts';
import {getObject} from './objects.ts';
import {
  missingPermissions,
  NAMESPACE_PERMISSIONS,
  NAMESPACES_PERMISSIONS,
  type MissingPermission,
} from './permissions.ts';
import {hasProblem} from './problem.ts';
import {resources} from './resource.ts';

/** The keys of a cluster in a launch file. */
export interface ClusterRequest extends AccessRequest {
  /** Absent if each run creates its own. */
  readonly namespace?: string;
}

/** A cluster that has responded. */
export interface AskedCluster {
  readonly server: string;
  /** `v1.34.4` */
  readonly version: string;
  /** "context `kind-lab` of /home/me/.kube/config" */
  readonly source: string;
  /** Whether the namespace does not exist; also `false` if this user has no permission to find out. */
  readonly isNamespaceMissing: boolean;
  readonly missing: readonly MissingPermission[];
}

/** How long a check waits for an API server that does not respond. */
const LIMITS = {responseMs: 5_000, patienceMs: 2_000};

/**
 * Reads the version of a cluster, and checks which of the permissions that bottle needs are missing.
 * @throws KubernetesError; the abort reason of the signal
 */
export async function askCluster(
  {namespace, ...request}: ClusterRequest,
  services: AccessServices,
  signal: AbortSignal,
): Promise<AskedCluster> {
  const access = await findAccess(request, services);
  const client = createClient(access, services.clock, LIMITS);
  try {
    const asked = {verb: 'get', resource: 'version', group: ''};
    const {gitVersion} = await client.ask<{readonly gitVersion: string}>({
      ...{method: 'GET', path: '/version', asked, signal},
    });
    const [isNamespaceMissing, missing] = await Promise.all([
      isMissing(client, namespace, signal),
      allMissing(client, namespace, signal),
    ]);
    return {server: access.server, source: access.source, version: gitVersion, isNamespaceMissing, missing};
  } finally {
    client.close();
  }
}

async function allMissing(
  client: KubernetesClient,
  namespace: string | undefined,
  signal: AbortSignal,
): Promise<readonly MissingPermission[]> {
  if (namespace !== undefined)
    return await missingPermissions(client, NAMESPACE_PERMISSIONS, {namespace, signal});
  return await missingPermissions(client, [...NAMESPACES_PERMISSIONS, ...NAMESPACE_PERMISSIONS], {signal});
}

async function isMissing(
  client: KubernetesClient,
  name: string | undefined,
  signal: AbortSignal,
): Promise<boolean> {
  if (name === undefined) return false;
  try {
    await getObject(client, resources.namespaces, {name, signal});
    return false;
  } catch (error) {
    if (hasProblem(error, 'forbidden')) return false;
    if (hasProblem(error, 'not-found')) return true;
    throw error;
  }
}
