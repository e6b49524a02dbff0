import {expect} from 'vitest';
import type {ApiClient, ApiObject} from './api-client.ts';

/** API paths of all kinds of objects that bottle creates. */
const KINDS = [
  '/api/v1/namespaces',
  '/api/v1/pods',
  '/api/v1/services',
  '/api/v1/secrets',
  '/api/v1/configmaps',
  '/api/v1/persistentvolumeclaims',
  '/apis/networking.k8s.io/v1/networkpolicies',
  '/apis/coordination.k8s.io/v1/leases',
  '/apis/batch/v1/jobs',
];

/** All objects of any bottle run in a cluster, found by label, as `pods bottle-…-web`. */
export async function ownedObjects(client: ApiClient, selector = 'bottle.run'): Promise<readonly string[]> {
  return await listed(client, KINDS, selector);
}

async function listed(
  client: ApiClient,
  kinds: readonly string[],
  selector: string,
): Promise<readonly string[]> {
  const lists = await Promise.all(
    kinds.map(async path => {
      const {items} = await client.ask<{readonly items: readonly ApiObject[]}>(
        'GET',
        `${path}?labelSelector=${encodeURIComponent(selector)}`,
      );
      return items.map(({metadata}) => `${path.split('/').at(-1) ?? ''} ${metadata.name}`);
    }),
  );
  return lists.flat().toSorted();
}

interface GroupList {
  readonly groups: readonly {readonly preferredVersion: {readonly groupVersion: string}}[];
}

interface ResourceList {
  readonly resources: readonly {readonly name: string; readonly verbs: readonly string[]}[];
}

/** The same for all kinds of objects of the API server, including those created by controllers. */
export async function objectsOfAllKinds(
  client: ApiClient,
  selector = 'bottle.run',
): Promise<readonly string[]> {
  const {groups} = await client.ask<GroupList>('GET', '/apis');
  const roots = ['/api/v1', ...groups.map(({preferredVersion}) => `/apis/${preferredVersion.groupVersion}`)];
  const kinds = await Promise.all(
    roots.map(async root => {
      const {resources} = await client.ask<ResourceList>('GET', root);
      return resources.filter(({verbs}) => verbs.includes('list')).map(({name}) => `${root}/${name}`);
    }),
  );
  return await listed(client, kinds.flat(), selector);
}

/** Expects nothing of bottle to be left in a cluster. */
export async function expectNothingIn(client: ApiClient): Promise<void> {
  expect(await ownedObjects(client)).toEqual([]);
}
