import {beforeAll, describe, expect, test} from 'vitest';
import {isExpired, keepLease, observeLeases} from '../../../src/kubernetes/api/lease.ts';
import {createObject} from '../../../src/kubernetes/api/objects.ts';
import {missingPermissions, NAMESPACE_PERMISSIONS} from '../../../src/kubernetes/api/permissions.ts';
import {resources} from '../../../src/kubernetes/api/resource.ts';
import {clientBy, fakeApiServer, statusBody} from '../../support/fake-api-server.ts';
import {fakeClock} from '../../support/fake-clock.ts';
import type {ApiServer} from '../../support/kubernetes/api-server.ts';
import {withApiServer} from '../../support/kubernetes/binaries.ts';
import {rulesOf} from '../../support/kubernetes/limited-user.ts';
import {sharedApiServer} from '../../support/kubernetes/shared-api-server.ts';

const {signal} = new AbortController();
const name = {namespace: 'default', name: 'run-1'};
const request = {...name, holder: 'bottle-1', durationSeconds: 30};

const RBAC = '/apis/rbac.authorization.k8s.io/v1/namespaces/default';
const RBAC_GROUP = 'rbac.authorization.k8s.io';

withApiServer('an API server', () => {
  let server: ApiServer;
  beforeAll(async () => void (server = await sharedApiServer()));

  test('stores a lease and records each renewal by its own clock', async () => {
    const client = await clientBy(server.kubeconfig);
    const states = async (): Promise<unknown> =>
      (await observeLeases(client, {namespace: 'default', labels: 'bottle.run=1', signal})).map(
        ({lease, isExpired: expired}) => [lease.metadata?.name, lease.spec?.holderIdentity, expired],
      );
    expect(await states()).toEqual([]);
    const metadata = {...name, labels: {'bottle.run': '1'}};
    const spec = {holderIdentity: 'bottle-1', leaseDurationSeconds: 30};
    await createObject(client, resources.leases, {metadata, spec}, {signal});
    expect(await states()).toEqual([['run-1', 'bottle-1', false]]);
    // The clock of the holder is wrong by years.
    const path = '/apis/coordination.k8s.io/v1/namespaces/default/leases/run-1';
    await server.ask('PATCH', path, {spec: {renewTime: '2001-01-01T00:00:00.000000Z'}});
    expect(await states()).toEqual([['run-1', 'bottle-1', false]]);
  });

  test("allows what a role with bottle's rules permits, and reports each missing permission", async () => {
    const client = await clientBy(await server.kubeconfigOf('someone'));
    const missing = async (): Promise<readonly string[]> =>
      (await missingPermissions(client, NAMESPACE_PERMISSIONS, {namespace: 'default', signal})).map(
        ({verb, resource}) => `${verb} ${resource}`,
      );
    const all = NAMESPACE_PERMISSIONS.flatMap(({resource, verbs}) =>
      verbs.map(verb => `${verb} ${resource}`),
    );
    expect(await missing()).toEqual(all);
    const [first, ...rest] = rulesOf(NAMESPACE_PERMISSIONS);
    await server.ask('POST', `${RBAC}/roles`, {metadata: {name: 'bottle'}, rules: rest});
    await server.ask('POST', `${RBAC}/rolebindings`, {
      metadata: {name: 'bottle'},
      roleRef: {apiGroup: RBAC_GROUP, kind: 'Role', name: 'bottle'},
      subjects: [{apiGroup: RBAC_GROUP, kind: 'User', name: 'someone'}],
    });
    await expect
      .poll(missing)
      .toEqual(
        NAMESPACE_PERMISSIONS[0]?.verbs.map(verb => `${verb} ${NAMESPACE_PERMISSIONS[0]?.resource ?? ''}`),
      );
    await server.ask('PATCH', `${RBAC}/roles/bottle`, {rules: [first, ...rest]});
    await expect.poll(missing).toEqual([]);
  });
});

describe('a lease', () => {
  const at = (time: string, renewTime = '2026-01-01T00:00:00.000000Z') => ({
    metadata: {managedFields: [{time: '2026-01-01T00:00:00Z'}, {time}]},
    spec: {leaseDurationSeconds: 30, renewTime},
  });

  test.each([
    ['renewed in time', at('2026-01-01T01:00:00Z'), '2026-01-01T01:00:31Z', false],
    ['not renewed in time', at('2026-01-01T01:00:00Z'), '2026-01-01T01:00:32Z', true],
    [
      'renewed by a wrong clock',
      at('2026-01-01T01:00:00Z', '2020-01-01T00:00:00Z'),
      '2026-01-01T01:00:05Z',
      false,
    ],
    [
      'without managed fields',
      {spec: {leaseDurationSeconds: 30, renewTime: '2026-01-01T01:00:00Z'}},
      '2026-01-01T01:00:05Z',
      false,
    ],
    ['without any fields', {}, '2026-01-01T01:00:05Z', true],
  ])('%s is expired: %s', (_name, lease, now, expired) => {
    expect(isExpired(lease, Date.parse(now))).toBe(expired);
  });

  /** A server that accepts renewals while `answer` returns nothing, and a keeper of its lease. */
  async function kept(answer: () => ReturnType<typeof statusBody> | undefined) {
    const server = await fakeApiServer(() => answer() ?? {body: {spec: {holderIdentity: 'bottle-1'}}});
    const clock = fakeClock();
    const over = new AbortController();
    const log: string[] = [];
    const ended = keepLease(server.client({clock, limits: {patienceMs: 0}}), request, {
      signal: over.signal,
      onLate: () => void log.push('late'),
      onRenewed: () => void log.push('renewed'),
    });
    ended.catch(() => undefined);
    return {server, clock, log, ended, stop: () => over.abort()};
  }

  test('is renewed three times within its duration, until the signal is aborted', async () => {
    const {server, clock, ended, stop} = await kept(() => undefined);
    for (let renewals = 1; renewals <= 3; renewals++) {
      await clock.advance(10_000);
      await expect.poll(() => [server.requests.length, Math.round(clock.nextIn)]).toEqual([renewals, 10_000]);
    }
    stop();
    await ended;
    expect([...new Set(server.requests)]).toEqual([
      'PATCH /apis/coordination.k8s.io/v1/namespaces/default/leases/run-1',
    ]);
  });

  test('that was not renewed in time is reported, and renewed as soon as possible', async () => {
    let works = false;
    const {clock, log, stop, ended} = await kept(() => (works ? undefined : statusBody(503, 'Busy', 'busy')));
    await expect
      .poll(async () => {
        // Skips the deadline of a pending response.
        if (clock.nextIn <= 10_000) await clock.advance(clock.nextIn);
        return log;
      })
      .toEqual(['late']);
    expect(clock.now()).toBeGreaterThanOrEqual(30_000);
    works = true;
    await expect
      .poll(async () => {
        if (clock.nextIn <= 5_000) await clock.advance(clock.nextIn);
        return log;
      })
      .toEqual(['late', 'renewed']);
    stop();
    await ended;
  });

  test('whose renewal is forbidden for a while is renewed afterwards', async () => {
    const refusals = [statusBody(403, 'Forbidden', 'leases "run-1" is forbidden'), statusBody(401, '', '')];
    const {server, clock, log, ended, stop} = await kept(() => refusals.shift());
    for (let renewals = 1; renewals <= 3; renewals++) {
      await clock.advance(10_000);
      await expect.poll(() => [server.requests.length, Math.round(clock.nextIn)]).toEqual([renewals, 10_000]);
    }
    expect(log).toEqual([]);
    stop();
    await ended;
  });

  test('that was deleted or has another holder is not kept', async () => {
    const gone = await kept(() => statusBody(404, 'NotFound', 'leases "run-1" not found'));
    await gone.clock.advance(10_000);
    await expect(gone.ended).rejects.toMatchObject({facts: {problem: 'not-found'}});
    const taken = await kept(() => ({body: {spec: {holderIdentity: 'bottle-2'}}}));
    await taken.clock.advance(10_000);
    await expect(taken.ended).rejects.toThrow('the lease `run-1` is held by bottle-2');
  });
});
