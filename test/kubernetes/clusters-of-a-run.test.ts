import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {createKubernetes, type Kubernetes} from '../../src/kubernetes/kubernetes.ts';
import {systemClock} from '../../src/processes/system-clock.ts';
import type {TaskName} from '../../src/vocabulary/ids.ts';
import {fakeApiServer, type FakeHandler} from '../support/fake-api-server.ts';
import {placeRig, type PlaceRig} from '../support/kubernetes/place-rig.ts';
import {temporaryDirectory} from '../support/temporary-directory.ts';

const LEASES = 'POST /apis/coordination.k8s.io/v1/namespaces/default/leases';
const volume = {name: 'data', keep: false, external: true, driver: 'local', driverOpts: {}, labels: {}};
const task = 'web' as TaskName;

interface FakeCluster {
  readonly kubeconfig: string;
  readonly rig: PlaceRig;
  readonly kubernetes: Kubernetes;
  /** How many Leases it was asked to create. */
  leases(): number;
}

const buildImage = async (): Promise<never> => {
  throw new Error('no images here');
};

/** A kubeconfig of a server without credentials. */
async function kubeconfigOf(server: string): Promise<string> {
  const path = join(await temporaryDirectory(), 'config');
  const config = {
    'current-context': 'lab',
    contexts: [{name: 'lab', context: {cluster: 'lab'}}],
    clusters: [{name: 'lab', cluster: {server}}],
  };
  await writeFile(path, JSON.stringify(config));
  return path;
}

/** A cluster that has a claim and no pods. */
async function fakeCluster(onLease: () => Promise<void> = async () => undefined): Promise<FakeCluster> {
  const answer: FakeHandler = async ({method, path, query, body}) => {
    if (path === '/version') return {body: {gitVersion: 'v1.34.4'}};
    if (`${method} ${path}` === LEASES) await onLease();
    if (method === 'POST') return {body: body as object};
    if (!path.endsWith('/pods')) return {body: {metadata: {name: 'data'}}};
    return query.has('watch') ? undefined : {body: {items: [], metadata: {resourceVersion: '1'}}};
  };
  const {url, requests} = await fakeApiServer(answer);
  const kubeconfig = await kubeconfigOf(url);
  const kubernetes = createKubernetes({env: {}, home: '/nowhere', clock: systemClock, buildImage});
  onTestFinished(() => kubernetes.close());
  const rig = await placeRig(kubeconfig, {namespace: 'default'});
  return {kubeconfig, rig, kubernetes, leases: () => requests.filter(each => each === LEASES).length};
}

test('a task that is stopped while it opens what its run shares fails no other task', async () => {
  let release = (): void => undefined;
  const released = new Promise<void>(resolve => (release = resolve));
  const {rig, leases} = await fakeCluster(async () => await released);
  const stopped = new AbortController();
  const one = rig.place.provideVolume(volume, rig.context('one', stopped.signal));
  const other = rig.place.provideVolume(volume, rig.context('other'));
  await expect.poll(leases).toBe(1);
  const reason = new Error('stopped');
  stopped.abort(reason);
  release();
  await expect(one).rejects.toBe(reason);
  await other;
  expect(leases()).toBe(2);
});

test('places that name the same cluster differently share what belongs to a run', async () => {
  const {kubeconfig, rig, kubernetes, leases} = await fakeCluster();
  const places = await Promise.all([
    kubernetes.place({kubeconfig, namespace: 'default'}, task),
    kubernetes.place({kubeconfig, namespace: 'default', context: 'lab'}, task),
  ]);
  await Promise.all(places.map(async (place, at) => place.provideVolume(volume, rig.context(`task-${at}`))));
  expect(leases()).toBe(1);
});

test('the end of a run ends the wait for a cluster that does not answer', async () => {
  const {url, requests} = await fakeApiServer(() => undefined);
  const kubernetes = createKubernetes({env: {}, home: '/nowhere', clock: systemClock, buildImage});
  const opening = kubernetes.place({kubeconfig: await kubeconfigOf(url)}, task);
  opening.catch(() => undefined);
  await expect.poll(() => requests).toEqual(['GET /version']);
  await kubernetes.close();
  await expect(opening).rejects.toThrow('the connection to the cluster was closed');
});
