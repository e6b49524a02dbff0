import {randomUUID} from 'node:crypto';
import {NAMESPACE_PERMISSIONS, type Permission} from '../../../src/kubernetes/api/permissions.ts';
import type {ApiServer} from './api-server.ts';

/** The rules of a role in the format of the API. */
export function rulesOf(permissions: readonly Permission[]): readonly object[] {
  return permissions.map(({group, resource, verbs}) => ({
    ...{apiGroups: [group], resources: [resource], verbs: [...verbs]},
  }));
}

/** The kubeconfig of a new user with only the permissions that bottle needs in a namespace. */
export async function limitedKubeconfig(server: ApiServer, namespace = 'default'): Promise<string> {
  const user = `limited-${randomUUID()}`;
  const group = 'rbac.authorization.k8s.io';
  const path = `/apis/${group}/v1/namespaces/${namespace}`;
  await server.ask('POST', `${path}/roles`, {metadata: {name: user}, rules: rulesOf(NAMESPACE_PERMISSIONS)});
  await server.ask('POST', `${path}/rolebindings`, {
    metadata: {name: user},
    roleRef: {apiGroup: group, kind: 'Role', name: user},
    subjects: [{apiGroup: group, kind: 'User', name: user}],
  });
  return await server.kubeconfigOf(user, namespace);
}
