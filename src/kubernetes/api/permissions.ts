import type {SelfSubjectAccessReview} from 'kubernetes-types/authorization/v1.js';
import type {KubernetesClient} from './client.ts';
import {createObject} from './objects.ts';
import {resources} from './resource.ts';

/** A permission, as in a rule of a Role. */
export interface Permission {
  readonly group: string;
  /** `pods`, `pods/exec`. */
  readonly resource: string;
  readonly verbs: readonly Verb[];
}

export type Verb = 'get' | 'list' | 'watch' | 'create' | 'update' | 'patch' | 'delete';

/** All permissions that bottle uses in a namespace; docs/places.md lists them as a Role. */
export const NAMESPACE_PERMISSIONS: readonly Permission[] = [
  {group: '', resource: 'pods', verbs: ['get', 'list', 'watch', 'create', 'patch', 'delete']},
  // Both verbs, because the API server checks `get` or `create` depending on its version and the way the WebSocket is opened.
  {group: '', resource: 'pods/exec', verbs: ['get', 'create']},
  {group: '', resource: 'pods/portforward', verbs: ['get', 'create']},
  {group: '', resource: 'pods/log', verbs: ['get']},
  {group: '', resource: 'services', verbs: ['get', 'list', 'create', 'delete']},
  {group: '', resource: 'secrets', verbs: ['get', 'list', 'create', 'delete']},
  {group: '', resource: 'configmaps', verbs: ['get', 'list', 'create', 'delete']},
  {group: '', resource: 'persistentvolumeclaims', verbs: ['get', 'list', 'create', 'delete']},
  {group: 'networking.k8s.io', resource: 'networkpolicies', verbs: ['get', 'list', 'create', 'delete']},
  {group: 'coordination.k8s.io', resource: 'leases', verbs: ['get', 'list', 'create', 'patch', 'delete']},
  {group: 'batch', resource: 'jobs', verbs: ['get', 'list', 'create', 'patch', 'delete']},
];

/** Additional cluster-wide permissions to create a namespace for each run. */
export const NAMESPACES_PERMISSIONS: readonly Permission[] = [
  {group: '', resource: 'namespaces', verbs: ['get', 'list', 'watch', 'create', 'delete']},
];

/** The scope in which permissions are checked. */
export interface PermissionScope {
  /** Absent for all namespaces. */
  readonly namespace?: string;
  readonly signal: AbortSignal;
}

/** A permission that is missing. */
export interface MissingPermission {
  readonly verb: Verb;
  readonly group: string;
  readonly resource: string;
}

/**
 * The permissions that the client's user does not have. Asks the API server about each one; every user may do that.
 * @throws KubernetesError; the abort reason of the signal
 */
export async function missingPermissions(
  client: KubernetesClient,
  permissions: readonly Permission[],
  scope: PermissionScope,
): Promise<readonly MissingPermission[]> {
  const all = permissions.flatMap(({group, resource, verbs}) => verbs.map(verb => ({verb, group, resource})));
  const allowed = await Promise.all(all.map(async permission => await isAllowed(client, permission, scope)));
  return all.filter((_permission, at) => allowed[at] !== true);
}

async function isAllowed(
  client: KubernetesClient,
  {verb, group, resource: name}: MissingPermission,
  {namespace, signal}: PermissionScope,
): Promise<boolean> {
  const [resource, subresource] = name.split('/');
  const review = await createObject<SelfSubjectAccessReview>(
    client,
    resources.selfSubjectAccessReviews,
    {
      spec: {
        resourceAttributes: {
          ...{verb, group, ...(resource !== undefined && {resource})},
          ...(namespace !== undefined && {namespace}),
          ...(subresource !== undefined && {subresource}),
        },
      },
    },
    {signal},
  );
  return review.status?.allowed === true;
}
