import {expect, test} from 'vitest';
import {NAMESPACE_PERMISSIONS} from '../../src/kubernetes/api/permissions.ts';
import type {ApiObject} from '../support/kubernetes/api-client.ts';
import {withApiServer} from '../support/kubernetes/binaries.ts';
import {rulesOf} from '../support/kubernetes/limited-user.ts';
import {containerRequest, placeRig, type PlaceRig} from '../support/kubernetes/place-rig.ts';
import {shared} from '../support/kubernetes/shared.ts';
import {sharedApiServer} from '../support/kubernetes/shared-api-server.ts';

interface ApiList {
  readonly items: readonly ApiObject[];
}

withApiServer('a place in a cluster', () => {
  const server = shared(sharedApiServer);
  const pods = '/api/v1/namespaces/default/pods';

  /** In the default namespace, because a namespace is never removed without controllers. */
  const rigHere = async (): Promise<PlaceRig> => await placeRig(server().kubeconfig, {namespace: 'default'});

  const podOf = async ({run}: PlaceRig): Promise<ApiObject> =>
    await expect
      .poll(async () => await server().ask<ApiList>('GET', `${pods}?labelSelector=bottle.run%3D${run}`), {
        timeout: 30_000,
      })
      .toMatchObject({items: [{}]})
      .then(async () => {
        const {items} = await server().ask<ApiList>('GET', `${pods}?labelSelector=bottle.run%3D${run}`);
        return items[0] as ApiObject;
      });

  /** Writes the status, as a scheduler and a kubelet would. */
  const setStatus = async (rig: PlaceRig, status: object): Promise<void> => {
    const {metadata} = await podOf(rig);
    await server().ask('PATCH', `${pods}/${metadata.name}/status`, {status});
  };
  const container = (state: object, ready = false) => ({
    containerStatuses: [{name: 'main', image: 'x', imageID: '', restartCount: 0, ready, state}],
  });
  const running = {phase: 'Running', podIP: '10.1.2.3', ...container({running: {}}, true)};

  const start = async (rig: PlaceRig, signal?: AbortSignal) => {
    const placed = await rig.place.createContainer(
      containerRequest({env: {TOKEN: 'hidden'}, networks: [{name: 'bottle-x-inside', aliases: ['proxy']}]}),
      rig.context('web', signal),
    );
    return {placed, started: placed.start()};
  };

  /** All objects of a run, as `kind name`. */
  const objectsOf = async ({run}: PlaceRig): Promise<readonly string[]> => {
    const kinds = ['pods', 'services', 'secrets', 'configmaps'].map(
      kind => `/api/v1/namespaces/default/${kind}`,
    );
    const groups = [
      '/apis/networking.k8s.io/v1/namespaces/default/networkpolicies',
      '/apis/coordination.k8s.io/v1/namespaces/default/leases',
      '/apis/batch/v1/namespaces/default/jobs',
    ];
    const lists = await Promise.all(
      [...kinds, ...groups].map(async path => {
        const {items} = await server().ask<ApiList>('GET', `${path}?labelSelector=bottle.run%3D${run}`);
        return items.map(
          ({metadata}) => `${path.split('/').at(-1) ?? ''} ${metadata.name.replace(run, 'RUN')}`,
        );
      }),
    );
    return lists.flat().toSorted();
  };

  test('creates the objects of a container after adding them to the journal, and removes them all', async () => {
    const rig = await rigHere();
    const {placed, started} = await start(rig);
    await setStatus(rig, running);
    await started;
    expect(placed.id).toBe(`default/bottle-${rig.run}-web`);
    expect(await objectsOf(rig)).toEqual([
      'jobs bottle-RUN',
      'leases bottle-RUN',
      'networkpolicies bottle-RUN-web',
      'pods bottle-RUN-web',
      'secrets bottle-RUN-web',
      'services proxy',
      'services web',
    ]);
    expect(rig.made.map(({kind}) => kind).toSorted()).toEqual([
      'Job',
      'Job',
      'Lease',
      'Lease',
      'NetworkPolicy',
      'Pod',
      'Secret',
      'Service',
      'Service',
    ]);
    expect(rig.made[0]).toEqual({
      ...{made: 'object', kind: 'Lease', name: `bottle-${rig.run}`, namespace: 'default', run: rig.run},
      ...{
        graceMs: 0,
        cluster: {
          server: server().url,
          context: expect.any(String) as string,
          kubeconfig: server().kubeconfig,
        },
      },
    });
    expect(await rig.remove()).toEqual([]);
    expect(await objectsOf(rig)).toEqual([]);
    expect(await placed.ended()).toMatchObject({code: 137});
  });

  test('makes a Job the owner of all objects of a run except kept volumes', async () => {
    const rig = await rigHere();
    const volume = {external: false, driver: 'some-class', driverOpts: {}, labels: {}};
    const [own, kept] = [`own-${rig.run}`, `kept-${rig.run}`];
    await rig.place.provideVolume({...volume, name: own, keep: false}, rig.context('own'));
    await rig.place.provideVolume({...volume, name: kept, keep: true}, rig.context('kept'));
    const {started} = await start(rig);
    await setStatus(rig, running);
    await started;
    const here = '/api/v1/namespaces/default';
    const owners = async (path: string): Promise<unknown> => {
      const {metadata} = await server().ask<{readonly metadata: {readonly ownerReferences?: object[]}}>(
        'GET',
        path,
      );
      return metadata.ownerReferences;
    };
    const job = {
      apiVersion: 'batch/v1',
      kind: 'Job',
      name: `bottle-${rig.run}`,
      uid: expect.any(String) as string,
    };
    const paths = [
      `${here}/pods/bottle-${rig.run}-web`,
      `${here}/secrets/bottle-${rig.run}-web`,
      `${here}/services/web`,
      `${here}/persistentvolumeclaims/${own}`,
      `/apis/coordination.k8s.io/v1/namespaces/default/leases/bottle-${rig.run}`,
    ];
    for (const path of paths) expect(await owners(path)).toEqual([job]);
    expect(await owners(`${here}/persistentvolumeclaims/${kept}`)).toBeUndefined();
    await server().ask('DELETE', `${here}/persistentvolumeclaims/${kept}`);
    expect(await rig.remove()).toEqual([]);
  });

  test('runs without a Job if the user may not create one, with a warning', async () => {
    const group = 'rbac.authorization.k8s.io';
    const path = `/apis/${group}/v1/namespaces/default`;
    const rules = rulesOf(NAMESPACE_PERMISSIONS.filter(({resource}) => resource !== 'jobs'));
    await server().ask('POST', `${path}/roles`, {metadata: {name: 'jobless'}, rules});
    await server().ask('POST', `${path}/rolebindings`, {
      metadata: {name: 'jobless'},
      roleRef: {apiGroup: group, kind: 'Role', name: 'jobless'},
      subjects: [{apiGroup: group, kind: 'User', name: 'jobless'}],
    });
    const rig = await placeRig(await server().kubeconfigOf('jobless', 'default'), {namespace: 'default'});
    const {started} = await start(rig);
    await setStatus(rig, running);
    await started;
    expect(rig.reports).toContainEqual(
      expect.stringContaining(
        'warning: the cluster cannot remove this run on its own if bottle does not come back: not allowed to create jobs.batch in namespace default',
      ),
    );
    const {signal} = new AbortController();
    expect(await rig.place.listOwned({file: '/home/me/bottle.yaml', state: 'state-1', signal})).not.toEqual(
      [],
    );
    expect(await rig.remove()).toEqual([]);
    expect(await objectsOf(rig)).toEqual([]);
  });

  test('reports how a container ended', async () => {
    const rig = await rigHere();
    const {placed, started} = await start(rig);
    await setStatus(rig, running);
    await started;
    const ended = placed.ended();
    await setStatus(rig, {phase: 'Failed', ...container({terminated: {exitCode: 137, reason: 'OOMKilled'}})});
    expect(await ended).toEqual({code: 137, because: 'it ran out of memory'});
    expect(await rig.remove()).toEqual([]);
  });

  test('fails immediately if the image cannot be pulled', async () => {
    const rig = await rigHere();
    const {started} = await start(rig);
    const failure = expect(started).rejects.toMatchObject({
      failure: {reason: 'kubernetes', task: 'web', doing: 'pull `busybox`', why: 'no such image'},
    });
    await setStatus(rig, container({waiting: {reason: 'ErrImagePull', message: 'no such image'}}));
    await failure;
    expect(await rig.remove()).toEqual([]);
  });

  test('waits for a node, and reports this', async () => {
    const rig = await rigHere();
    const {started} = await start(rig);
    const unscheduled = {
      type: 'PodScheduled',
      status: 'False',
      reason: 'Unschedulable',
      message: '0/2 nodes.',
    };
    await setStatus(rig, {conditions: [unscheduled]});
    await expect.poll(() => rig.reports).toContain('waiting for a node: 0/2 nodes');
    await setStatus(rig, running);
    await started;
    expect(rig.reports.filter(report => report.startsWith('warning'))).toEqual([
      'warning: no node of the cluster can run it yet: 0/2 nodes',
    ]);
    expect(await rig.remove()).toEqual([]);
  });

  test('stops waiting with the reason of the signal', async () => {
    const rig = await rigHere();
    const stop = new AbortController();
    const {started} = await start(rig, stop.signal);
    await podOf(rig);
    const reason = new Error('stopped');
    stop.abort(reason);
    await expect(started).rejects.toBe(reason);
    expect(await rig.remove()).toEqual([]);
    expect(await objectsOf(rig)).toEqual([]);
  });

  test('replaces the objects of an earlier attempt of the task', async () => {
    const rig = await rigHere();
    const first = await start(rig);
    await setStatus(rig, running);
    await first.started;
    const {metadata} = await podOf(rig);
    const second = await start(rig);
    await expect.poll(async () => (await podOf(rig)).metadata.uid).not.toBe(metadata.uid);
    await setStatus(rig, running);
    await second.started;
    expect(await rig.remove()).toEqual([]);
  });

  test('does not reuse a name of another run', async () => {
    const [one, other] = [await rigHere(), await rigHere()];
    const {started} = await start(one);
    await setStatus(one, running);
    await started;
    await expect(start(other)).rejects.toMatchObject({
      failure: {
        ...{
          reason: 'kubernetes',
          why: expect.stringContaining(`it already exists and belongs to run ${one.run}`) as string,
        },
      },
    });
    expect(await other.remove()).toEqual([]);
    expect(await objectsOf(one)).toHaveLength(7);
    expect(await one.remove()).toEqual([]);
  });

  test('removes only objects of its own run', async () => {
    const rig = await rigHere();
    const {started} = await start(rig);
    await setStatus(rig, running);
    await started;
    const others = rig.made.map(record => ({...record, run: 'another'}));
    expect(await rig.remove({}, others)).toEqual([]);
    expect(await objectsOf(rig)).toHaveLength(7);
    expect(await rig.remove()).toEqual([]);
  });

  test('removes the Lease of a run even if its last volume lingers', async () => {
    const rig = await rigHere();
    const request = {name: `bottle-${rig.run}-data`, keep: false, external: false};
    await rig.place.provideVolume(
      {...request, driver: 'some-class', driverOpts: {}, labels: {}},
      rig.context('data'),
    );
    // The finalizer stays, because there are no controllers.
    expect(await rig.remove()).toEqual([]);
    const claim = await server().ask<{readonly metadata: {readonly deletionTimestamp?: string}}>(
      'GET',
      `/api/v1/namespaces/default/persistentvolumeclaims/${request.name}`,
    );
    expect(claim.metadata.deletionTimestamp).toBeDefined();
    expect(await objectsOf(rig)).toEqual([]);
  });

  test("neither uses nor deletes another user's claim as a kept volume", async () => {
    const rig = await rigHere();
    const claims = '/api/v1/namespaces/default/persistentvolumeclaims';
    const name = `data-${rig.run}`;
    const spec = {accessModes: ['ReadWriteOnce'], resources: {requests: {storage: '1Gi'}}};
    await server().ask('POST', claims, {metadata: {name}, spec});
    const request = {name, keep: true, external: false, driver: 'local', driverOpts: {}, labels: {}};
    await expect(rig.place.provideVolume(request, rig.context('data'))).rejects.toMatchObject({
      failure: {
        reason: 'kubernetes',
        why: expect.stringContaining('is not a kept volume of bottle') as string,
      },
    });
    const {metadata} = await server().ask('GET', `${claims}/${name}`);
    expect(metadata).not.toHaveProperty('deletionTimestamp');
    await server().ask('DELETE', `${claims}/${name}`);
    expect(await rig.remove()).toEqual([]);
  });

  test("lists the objects of the file's runs, and those of runs with an expired Lease", async () => {
    const rig = await rigHere();
    const {started} = await start(rig);
    await setStatus(rig, running);
    await started;
    const {signal} = new AbortController();
    const listed = async (state: string): Promise<readonly string[]> =>
      (await rig.place.listOwned({file: '/home/me/bottle.yaml', state, signal}))
        .map(record => (record.made === 'object' ? record.kind : ''))
        .toSorted();
    const all = ['Job', 'Lease', 'NetworkPolicy', 'Pod', 'Secret', 'Service', 'Service'];
    expect(await listed('state-1')).toEqual(all);
    expect(await listed('state-2')).toEqual([]);
    const lease = `/apis/coordination.k8s.io/v1/namespaces/default/leases/bottle-${rig.run}`;
    await server().ask('PATCH', lease, {spec: {leaseDurationSeconds: 1}});
    await expect.poll(async () => await listed('state-2')).toEqual(all);
    expect(await rig.remove()).toEqual([]);
  });

  test('gives containers the runtime class of the place', async () => {
    const rig = await placeRig(server().kubeconfig, {namespace: 'default', runtime_class: 'kata'});
    const {started} = await start(rig);
    await expect(started).rejects.toMatchObject({
      failure: {
        reason: 'kubernetes',
        why: expect.stringContaining('RuntimeClass "kata" not found') as string,
      },
    });
    expect(await rig.remove()).toEqual([]);
  });

  test('reports objects in a cluster that the kubeconfig no longer leads to', async () => {
    const rig = await rigHere();
    const records = [
      {
        ...({made: 'object', kind: 'Pod', name: 'gone', namespace: 'lab', run: rig.run, graceMs: 0} as const),
        cluster: {server: 'https://127.0.0.1:1', kubeconfig: server().kubeconfig},
      },
    ];
    const [leftover, ...more] = await rig.remove({}, records);
    expect(leftover).toMatchObject({
      what: 'Pod lab/gone',
      why: expect.stringMatching(/now points to https:.*, not to https:\/\/127\.0\.0\.1:1$/) as string,
      command: `kubectl --kubeconfig ${server().kubeconfig} -n lab delete pod gone`,
    });
    expect(more).toEqual([]);
  });
});
