import {expect, test} from 'vitest';
import {withApiServer} from '../support/kubernetes/binaries.ts';
import {shared} from '../support/kubernetes/shared.ts';
import {sharedApiServer} from '../support/kubernetes/shared-api-server.ts';

const PODS = '/api/v1/namespaces/default/pods';
const POD = {
  metadata: {name: 'web'},
  spec: {containers: [{name: 'web', image: 'busybox'}], restartPolicy: 'Never'},
};

withApiServer('an API server of the tests', () => {
  const server = shared(sharedApiServer);

  test('stores objects, and lets tests write their status', async () => {
    const pod = await server().ask('POST', PODS, POD);
    expect(pod.status).toMatchObject({phase: 'Pending'});
    const ready = {status: {phase: 'Running', podIP: '10.98.1.2'}};
    expect(await server().ask('PATCH', `${PODS}/web/status`, ready)).toMatchObject(ready);
    await server().ask('DELETE', `${PODS}/web?gracePeriodSeconds=0`);
    expect((await server().request('GET', `${PODS}/web`)).status).toBe(404);
  });

  test('allows another user only what its roles permit', async () => {
    const limited = await server().as('limited');
    const status = async (): Promise<number> => (await limited.request('GET', PODS)).status;
    expect(await status()).toBe(403);
    const role = {
      metadata: {name: 'lists-pods'},
      rules: [{apiGroups: [''], resources: ['pods'], verbs: ['list']}],
    };
    const rbac = '/apis/rbac.authorization.k8s.io/v1/namespaces/default';
    await server().ask('POST', `${rbac}/roles`, role);
    await server().ask('POST', `${rbac}/rolebindings`, {
      metadata: {name: 'lists-pods'},
      roleRef: {apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'lists-pods'},
      subjects: [{apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'limited'}],
    });
    await expect.poll(status).toBe(200);
  });

  test('has the same address and objects after a restart', async () => {
    const name = {metadata: {name: 'kept'}};
    await server().ask('POST', '/api/v1/namespaces/default/configmaps', name);
    await server().restart(async () => {
      await expect(server().request('GET', '/version')).rejects.toThrow();
    });
    const kept = await server().ask('GET', '/api/v1/namespaces/default/configmaps/kept');
    expect(kept).toMatchObject(name);
  });
});
