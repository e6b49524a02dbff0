import type {SelfSubjectAccessReview} from 'kubernetes-types/authorization/v1.js';
import type {KubernetesClient} from './client.ts';
import {createObject} from './objects.ts';
import {resources} from './resource.ts';

/** The permission of a rule of a Role. */
export interface Permission {
  readonly group: string;
  /** `pods`, `pods/exec`. */
  readonly resource: string;
  readonly verbs: readonly Verb[];
}

export type Verb = 'get' | 'list' | 'watch' | 'create' | 'update' | 'patch' | 'delete';

/** All that bottle does in a namespace; docs/places.md has it as a Role. */
export const NAMESPACE_PERMISSIONS: readonly Permission[] = [
  {group: '', resource: 'pods', verbs: ['get', 'list', 'watch', 'create', 'patch', 'delete']},
  // Both verbs: the API server asks for `get` or `create` by how a WebSocket is opened, which depends on its version.
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

/** For a namespace of each run, in addition: in the whole cluster. */
export const NAMESPACES_PERMISSIONS: readonly Permission[] = [
  {group: '', resource: 'namespaces', verbs: ['get', 'list', 'watch', 'create', 'delete']},
];

/** Where each rule is asked for. */
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
 * The permissions that the user of a client does not have, by asking the API server for each; everybody may ask that.
 * @throws KubernetesError; the reason of the signal
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
