import {expect, test} from 'vitest';
import type {KubernetesClient} from '../../../src/kubernetes/api/client.ts';
import {
  createObject,
  deleteObject,
  getObject,
  listObjects,
  patchObject,
} from '../../../src/kubernetes/api/objects.ts';
import {ifFound} from '../../../src/kubernetes/api/problem.ts';
import {resources} from '../../../src/kubernetes/api/resource.ts';
import {clientBy} from '../../support/fake-api-server.ts';
import {withApiServer} from '../../support/kubernetes/binaries.ts';
import {shared} from '../../support/kubernetes/shared.ts';
import {sharedApiServer} from '../../support/kubernetes/shared-api-server.ts';

const {signal} = new AbortController();
const namespace = 'default';

withApiServer('objects of an API server', () => {
  const server = shared(sharedApiServer);

  const client = async (): Promise<KubernetesClient> => await clientBy(server().kubeconfig);

  test('are created, read, changed and deleted', async () => {
    const api = await client();
    const made = await createObject(
      api,
      resources.configMaps,
      {metadata: {name: 'settings', namespace}, data: {a: '1'}},
      {signal},
    );
    expect(made).toMatchObject({kind: 'ConfigMap', data: {a: '1'}});
    const name = {namespace, name: 'settings', signal};
    await patchObject(api, resources.configMaps, {...name, change: {data: {a: null, b: '2'}}});
    const read = await getObject(api, resources.configMaps, name);
    expect(read.data).toEqual({b: '2'});
    // The version before the change.
    const change = {metadata: {resourceVersion: made.metadata?.resourceVersion}, data: {c: '3'}};
    await expect(patchObject(api, resources.configMaps, {...name, change})).rejects.toMatchObject({
      facts: {problem: 'conflict', verb: 'patch', resource: 'configmaps', name: 'settings'},
    });
    expect(await deleteObject(api, resources.configMaps, {...name, uid: 'another'})).toBe(false);
    expect(await deleteObject(api, resources.configMaps, {...name, uid: made.metadata?.uid ?? ''})).toBe(
      true,
    );
    expect(await deleteObject(api, resources.configMaps, name)).toBe(false);
    expect(await ifFound(getObject(api, resources.configMaps, name))).toBeUndefined();
  });

  test('that exist or are invalid are rejected with a reason', async () => {
    const api = await client();
    const object = {metadata: {name: 'twice', namespace}};
    await createObject(api, resources.configMaps, object, {signal});
    const again = createObject(api, resources.configMaps, object, {signal});
    await expect(again).rejects.toMatchObject({
      ...{facts: {problem: 'exists', status: 409}, message: 'configmaps "twice" already exists'},
    });
    const invalid = {metadata: {name: 'Not_A_Name', namespace}};
    await expect(createObject(api, resources.configMaps, invalid, {signal})).rejects.toMatchObject({
      facts: {problem: 'invalid', verb: 'create', why: expect.stringContaining('RFC 1123') as string},
    });
  });

  test('are listed by labels, in pages', async () => {
    const api = await client();
    const names = Array.from({length: 501}, (_, at) => `listed-${at}`);
    await Promise.all(
      names.map(
        async name =>
          await createObject(
            api,
            resources.configMaps,
            {metadata: {name, namespace, labels: {set: 'listed'}}},
            {signal},
          ),
      ),
    );
    const {items, resourceVersion} = await listObjects(api, resources.configMaps, {
      ...{namespace, labels: 'set=listed', signal},
    });
    expect(items.map(({metadata}) => metadata?.name).toSorted()).toEqual(names.toSorted());
    expect(items[0]).toMatchObject({apiVersion: 'v1', kind: 'ConfigMap'});
    expect(resourceVersion).toMatch(/^\d+$/);
  });

  test('are forbidden to a user without permissions, with verb, resource and namespace', async () => {
    const api = await clientBy(await server().kubeconfigOf('nobody'));
    await expect(listObjects(api, resources.leases, {namespace, signal})).rejects.toMatchObject({
      facts: {
        ...{problem: 'forbidden', verb: 'list', resource: 'leases', group: 'coordination.k8s.io'},
        ...{namespace: 'default', why: expect.stringContaining('User "nobody" cannot list') as string},
      },
      message: expect.stringMatching(
        /^not allowed to list leases\.coordination\.k8s\.io in namespace default: leases/,
      ) as string,
    });
  });
});
