import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {createClient} from '../../src/kubernetes/api/client.ts';
import {createKubernetes, type Kubernetes} from '../../src/kubernetes/kubernetes.ts';
import {createRunScopes} from '../../src/kubernetes/run-scope.ts';
import {systemClock} from '../../src/processes/system-clock.ts';
import type {TaskName} from '../../src/vocabulary/ids.ts';
import {accessTo, fakeApiServer, type FakeHandler} from '../support/fake-api-server.ts';
import {fakeClock} from '../support/fake-clock.ts';
import {placeRig, type PlaceRig} from '../support/kubernetes/place-rig.ts';
import {temporaryDirectory} from '../support/temporary-directory.ts';

const LEASES = 'POST /apis/coordination.k8s.io/v1/namespaces/default/leases';
const volume = {name: 'data', keep: false, external: true, driver: 'local', driverOpts: {}, labels: {}};
const task = 'web' as TaskName;

interface FakeCluster {
  readonly url: string;
  readonly kubeconfig: string;
  readonly rig: PlaceRig;
  readonly kubernetes: Kubernetes;
  /** The number of requests to create a Lease. */
  leases(): number;
}

const buildImage = async (): Promise<never> => {
  throw new Error('no images here');
};

/** A kubeconfig for a server without credentials. */
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

/** A cluster with a volume claim and no pods. */
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
  return {url, kubeconfig, rig, kubernetes, leases: () => requests.filter(each => each === LEASES).length};
}

/** The shared objects of a run in the fake cluster, without containers. */
async function scopesOfARun() {
  const {url, rig, leases} = await fakeCluster();
  const client = createClient(accessTo(url), systemClock);
  const scopes = createRunScopes({client, address: {server: url}, namespace: 'default', owner: 'me@here'});
  onTestFinished(() => {
    scopes.close();
    client.close();
  });
  return {url, scopes, context: rig.context, leases};
}

test('other tasks succeed if a task is stopped while it creates the shared objects of a run', async () => {
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

test('a new task waits while the last task removes the shared objects of a run', async () => {
  const {url, scopes, context, leases} = await scopesOfARun();
  await scopes.enter(context('one'));
  expect(leases()).toBe(1);
  let release = (): void => undefined;
  const removed = new Promise<void>(resolve => (release = resolve));
  const leaving = scopes.leave(context('one').run.id, 'one', async () => await removed);
  let isIn = false;
  const entering = scopes.enter(context('other')).then(() => (isIn = true));
  // A round trip to the same server. A task that did not wait would have requested its Lease by then.
  await expect.poll(async () => (await fetch(`${url}/version`)).status).toBe(200);
  expect([isIn, leases()]).toEqual([false, 1]);
  release();
  await Promise.all([leaving, entering]);
  expect(leases()).toBe(2);
});

test('differently named places on the same cluster share the objects of a run', async () => {
  const {kubeconfig, rig, kubernetes, leases} = await fakeCluster();
  const places = await Promise.all([
    kubernetes.place({kubeconfig, namespace: 'default'}, task),
    kubernetes.place({kubeconfig, namespace: 'default', context: 'lab'}, task),
  ]);
  await Promise.all(places.map(async (place, at) => place.provideVolume(volume, rig.context(`task-${at}`))));
  expect(leases()).toBe(1);
});

test('closing a run stops the wait for a cluster that does not respond', async () => {
  const {url, requests} = await fakeApiServer(() => undefined);
  const kubernetes = createKubernetes({env: {}, home: '/nowhere', clock: systemClock, buildImage});
  const opening = kubernetes.place({kubeconfig: await kubeconfigOf(url)}, task);
  opening.catch(() => undefined);
  await expect.poll(() => requests).toEqual(['GET /version']);
  await kubernetes.close();
  await expect(opening).rejects.toThrow('the connection to the cluster was closed');
});

test('a stopping run does not wait for an API server that has never responded', async () => {
  const {url, requests} = await fakeApiServer(() => undefined);
  const place = {kubeconfig: await kubeconfigOf(url), namespace: 'default'};
  const stop = new AbortController();
  const clock = fakeClock();
  const services = {env: {}, home: '/nowhere', clock, buildImage, stopping: stop.signal};
  const kubernetes = createKubernetes(services);
  onTestFinished(() => kubernetes.close());
  const gaveUp = {failure: {reason: 'no-cluster', why: 'no response before the run stopped'}};

  const early = expect(kubernetes.place(place, task)).rejects.toMatchObject(gaveUp);
  await expect.poll(() => requests).toEqual(['GET /version']);
  await clock.advance(900);
  stop.abort();
  await early;
  await expect(kubernetes.place(place, task)).rejects.toMatchObject(gaveUp);
  expect(requests).toHaveLength(1);
});
