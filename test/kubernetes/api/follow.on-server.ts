import {describe, expect, onTestFinished, test} from 'vitest';
import type {ConfigMap} from 'kubernetes-types/core/v1.js';
import {createClient, type KubernetesClient} from '../../../src/kubernetes/api/client.ts';
import {follow, type FollowOptions} from '../../../src/kubernetes/api/follow.ts';
import {createObject, deleteObject, patchObject} from '../../../src/kubernetes/api/objects.ts';
import {KubernetesError} from '../../../src/kubernetes/api/problem.ts';
import {resources} from '../../../src/kubernetes/api/resource.ts';
import {systemClock} from '../../../src/processes/system-clock.ts';
import {accessTo, clientBy, fakeApiServer, statusBody} from '../../support/fake-api-server.ts';
import {fakeClock} from '../../support/fake-clock.ts';
import {withApiServer} from '../../support/kubernetes/binaries.ts';
import {shared} from '../../support/kubernetes/shared.ts';
import {sharedApiServer} from '../../support/kubernetes/shared-api-server.ts';

const namespace = 'default';

/** The events of a follower during the test: `added a`, `synced`, `lost: …`. */
interface Followed {
  readonly log: string[];
  readonly ended: Promise<void>;
  stop(): void;
}

function followed(client: KubernetesClient, options: Partial<FollowOptions> = {}): Followed {
  const log: string[] = [];
  const over = new AbortController();
  const ended = follow<ConfigMap>(
    client,
    resources.configMaps,
    {
      onChange: ({type, object}) => void log.push(`${type} ${object.metadata?.name ?? ''}`),
      onSynced: () => void log.push('synced'),
      onLost: ({message}) => void log.push(`lost: ${message}`),
      onRegained: () => void log.push('regained'),
    },
    {namespace, ...options, signal: over.signal},
  );
  ended.catch(() => undefined);
  onTestFinished(() => over.abort());
  return {log, ended, stop: () => over.abort()};
}

withApiServer('following objects of an API server', () => {
  const server = shared(sharedApiServer);

  test('reports existing objects and later changes, through a restart of the server', async () => {
    const api = await clientBy(server().kubeconfig);
    const {signal} = new AbortController();
    const make = async (name: string): Promise<void> => {
      const metadata = {name, namespace, labels: {set: 'followed'}};
      await createObject(api, resources.configMaps, {metadata}, {signal});
    };
    await make('before');
    const {log, ended, stop} = followed(api, {labels: 'set=followed'});
    await expect.poll(() => log).toEqual(['added before', 'synced']);
    await make('later');
    await patchObject(api, resources.configMaps, {
      namespace,
      name: 'later',
      change: {data: {a: 'b'}},
      signal,
    });
    await deleteObject(api, resources.configMaps, {namespace, name: 'before', signal});
    const seen = ['added before', 'synced', 'added later', 'modified later', 'deleted before'];
    await expect.poll(() => log).toEqual(seen);
    await server().restart(async () => {
      await expect
        .poll(() => log.at(-1))
        .toMatch(/^lost: the API server at https:\/\/127\.0\.0\.1:\d+ does not/);
    });
    await make('last');
    await expect.poll(() => log.slice(seen.length + 1)).toEqual(['regained', 'added last']);
    stop();
    await ended;
  });
});

describe('a follower', () => {
  const object = (name: string, resourceVersion: string): object => ({
    metadata: {name, uid: `uid-${name}`, resourceVersion},
  });

  /** Responses to lists and watches, in order. A watch is a list of lines, after which it ends or hangs. */
  interface Script {
    readonly lists: readonly {readonly version: string; readonly items: readonly object[]}[];
    readonly watches: readonly (readonly object[] | 'hang' | 'expired')[];
  }

  async function scripted({lists, watches}: Script) {
    let [list, watch] = [0, 0];
    const froms: string[] = [];
    const server = await fakeApiServer(({query}, response) => {
      if (!query.has('watch')) {
        const {version = '', items = []} = lists[list++] ?? {};
        return {body: {metadata: {resourceVersion: version}, items}};
      }
      froms.push(query.get('resourceVersion') ?? '');
      const events = watches[watch++] ?? 'hang';
      if (events === 'expired') return statusBody(410, 'Expired', 'too old resource version');
      response.writeHead(200);
      if (events === 'hang') response.flushHeaders();
      else response.end(events.map(event => `${JSON.stringify(event)}\n`).join(''));
      return undefined;
    });
    return {server, froms};
  }

  test('resumes an ended watch after its last change or bookmark', async () => {
    const {server, froms} = await scripted({
      lists: [{version: '5', items: [object('a', '3')]}],
      watches: [
        [{type: 'ADDED', object: object('b', '6')}],
        [{type: 'BOOKMARK', object: {metadata: {resourceVersion: '9'}}}],
        'hang',
      ],
    });
    const {log} = followed(server.client());
    await expect.poll(() => froms).toEqual(['5', '6', '9']);
    expect(log).toEqual(['added a', 'synced', 'added b']);
  });

  test.each([
    [
      'an event',
      [{type: 'ERROR', object: {kind: 'Status', code: 410, reason: 'Expired', message: 'too old'}}],
    ],
    ['a response', 'expired'],
  ] as const)(
    'lists again after the API server has expired the version (%s), and reports the difference',
    async (_name, expired) => {
      const {server, froms} = await scripted({
        lists: [
          {version: '5', items: [object('same', '1'), object('changed', '2'), object('gone', '3')]},
          {version: '50', items: [object('same', '1'), object('changed', '20'), object('new', '30')]},
        ],
        watches: [expired, 'hang'],
      });
      const {log} = followed(server.client());
      await expect.poll(() => froms).toEqual(['5', '50']);
      expect(log).toEqual([
        ...['added same', 'added changed', 'added gone', 'synced'],
        ...['deleted gone', 'modified changed', 'added new'],
      ]);
    },
  );

  test('restarts a watch that has been silent for too long', async () => {
    const {server, froms} = await scripted({lists: [{version: '5', items: []}], watches: ['hang', 'hang']});
    const clock = fakeClock();
    const {log} = followed(server.client({clock}));
    await expect.poll(() => froms).toEqual(['5']);
    // The deadline of the response is cancelled, and that of the silence remains.
    await expect.poll(() => clock.nextIn).toBe(90_000);
    await clock.advance(90_000);
    await expect.poll(() => froms).toEqual(['5', '5']);
    expect(log).toEqual(['synced']);
  });

  test('fails immediately if the first list is forbidden', async () => {
    const server = await fakeApiServer(() =>
      statusBody(403, 'Forbidden', 'configmaps is forbidden: User "me" cannot list resource "configmaps"'),
    );
    const {log, ended} = followed(server.client());
    await expect(ended).rejects.toMatchObject({facts: {problem: 'forbidden', verb: 'list'}});
    expect([log, server.requests.length]).toEqual([[], 1]);
  });

  test('continues once a credential plugin works again', async () => {
    let failures = 0;
    const server = await fakeApiServer(({query}, response) => {
      if (!query.has('watch')) return {body: {metadata: {resourceVersion: '5'}, items: []}};
      response.writeHead(200).flushHeaders();
      if (server.requests.length === 2) {
        failures = 2;
        response.end();
      }
      return undefined;
    });
    const current = async () => {
      if (failures-- > 0)
        throw new KubernetesError({
          problem: 'no-access',
          source: 'a test',
          why: 'its plugin failed',
          next: '',
        });
      return {headers: {}};
    };
    const client = createClient({...accessTo(server.url), credentials: {current}}, systemClock);
    onTestFinished(() => client.close());
    const {log, stop, ended} = followed(client);
    await expect.poll(() => log).toEqual(['synced', 'lost: its plugin failed', 'regained']);
    stop();
    await ended;
  });

  test('fails once its token has been rejected for 30 s', async () => {
    let refuses = false;
    const server = await fakeApiServer(({query}, response) => {
      if (refuses) return statusBody(401, 'Unauthorized', 'Unauthorized');
      if (!query.has('watch')) return {body: {metadata: {resourceVersion: '5'}, items: []}};
      refuses = true;
      response.writeHead(200).end();
      return undefined;
    });
    const clock = fakeClock();
    const {log, ended} = followed(server.client({clock}));
    const failed = expect(ended).rejects.toMatchObject({facts: {problem: 'unauthorized', verb: 'watch'}});
    const state = {over: false};
    ended.catch(() => (state.over = true));
    await expect
      .poll(async () => {
        if (clock.nextIn <= 5_000) await clock.advance(clock.nextIn);
        return state.over;
      })
      .toBe(true);
    await failed;
    expect(log).toEqual(['synced', 'lost: the API server does not accept the credentials: Unauthorized']);
    expect(clock.now()).toBeLessThanOrEqual(30_000);
  });
});
