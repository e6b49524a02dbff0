import {connect, type Socket} from 'node:net';
import {createServer as createHttpServer} from 'node:http';
import {describe, expect, test} from 'vitest';
import {createClient} from '../../../src/kubernetes/api/client.ts';
import {createObject, getObject, listObjects} from '../../../src/kubernetes/api/objects.ts';
import {resources} from '../../../src/kubernetes/api/resource.ts';
import {systemClock} from '../../../src/processes/system-clock.ts';
import {accessTo, fakeApiServer, statusBody} from '../../support/fake-api-server.ts';
import {deferred} from '../../support/deferred.ts';
import {fakeClock} from '../../support/fake-clock.ts';
import {freePort, listen} from '../../support/listen.ts';
import {testAuthority, testLeaf} from '../../support/tls-engine.ts';

const {signal} = new AbortController();
const POD = {namespace: 'default', name: 'web', signal};
const pod = {metadata: {name: 'web', namespace: 'default', labels: {run: 'abc'}}};

describe('an API server that', () => {
  test('is busy gets a request again after the requested pause', async () => {
    const clock = fakeClock();
    let answers = 0;
    const server = await fakeApiServer(() =>
      answers++ < 2
        ? {...statusBody(429, 'TooManyRequests', 'too many requests'), headers: {'retry-after': '7'}}
        : {body: pod},
    );
    const got = getObject(server.client({clock}), resources.pods, POD);
    for (let attempt = 0; attempt < 2; attempt++) {
      await expect.poll(() => [answers, clock.nextIn]).toEqual([attempt + 1, 7_000]);
      await clock.advance(7_000);
    }
    expect(await got).toEqual(pod);
    expect([answers, clock.now()]).toEqual([3, 14_000]);
  });

  test('requests a pause beyond the deadline causes an immediate failure with this pause', async () => {
    const server = await fakeApiServer(() => ({
      ...statusBody(429, 'TooManyRequests', 'the server has received too many requests'),
      headers: {'retry-after': '61'},
    }));
    await expect(getObject(server.client(), resources.pods, POD)).rejects.toMatchObject({
      facts: {problem: 'too-many-requests', retryAfterMs: 61_000, verb: 'get', resource: 'pods'},
      message: 'the API server limits requests: the server has received too many requests',
    });
    expect(server.requests).toHaveLength(1);
  });

  test('fails temporarily gets a request again', async () => {
    let answers = 0;
    const server = await fakeApiServer(() =>
      answers++ === 0 ? {status: 503, body: {message: 'etcd is busy'}} : {body: pod},
    );
    expect(await getObject(server.client(), resources.pods, POD)).toEqual(pod);
  });

  test('does not respond causes a failure after the deadlines', async () => {
    const server = await fakeApiServer(() => undefined);
    const clock = fakeClock();
    const got = getObject(server.client({clock}), resources.pods, POD);
    const refused = expect(got).rejects.toMatchObject({
      facts: {problem: 'unreachable', server: server.url, why: 'no response within 20 s'},
    });
    for (let attempt = 1; attempt <= 4; attempt++) {
      await expect.poll(() => [server.requests.length, Math.round(clock.nextIn)]).toEqual([attempt, 20_000]);
      await clock.advance(20_000);
      if (attempt < 4) await clock.advance(clock.nextIn);
    }
    await refused;
  });

  test('starts a response without ending it causes a failure after the deadline', async () => {
    const {promise: mayBegin, resolve: begin} = deferred<undefined>();
    const server = await fakeApiServer(async (_request, response) => {
      await mayBegin;
      response.writeHead(200).write('{');
      return undefined;
    });
    const clock = fakeClock();
    const got = getObject(server.client({clock, limits: {patienceMs: 0}}), resources.pods, POD);
    const refused = expect(got).rejects.toMatchObject({
      facts: {problem: 'unreachable', why: 'the response did not end within 20 s'},
    });
    await expect.poll(() => server.requests.length).toBe(1);
    await clock.advance(5_000);
    begin(undefined);
    await expect.poll(() => clock.nextIn).toBe(20_000);
    await clock.advance(20_000);
    await refused;
  });

  test('is not reachable causes a failure after the deadline', async () => {
    const url = `http://127.0.0.1:${await freePort()}`;
    const client = createClient(accessTo(url), systemClock, {patienceMs: 100});
    await expect(getObject(client, resources.pods, POD)).rejects.toThrow(
      `the API server at ${url} does not respond: connection refused`,
    );
  });

  test('closes the connection after creating an object is not asked for a second one', async () => {
    const made: unknown[] = [];
    const server = await fakeApiServer(({method, body}, response) => {
      if (method === 'GET') return {body: made[0] as object};
      if (made.length > 0) return statusBody(409, 'AlreadyExists', 'pods "web" already exists');
      made.push(body);
      response.destroy();
      return undefined;
    });
    expect(await createObject(server.client(), resources.pods, pod, {signal})).toMatchObject(pod);
    expect(server.requests).toEqual([
      ...Array<string>(2).fill('POST /api/v1/namespaces/default/pods'),
      'GET /api/v1/namespaces/default/pods/web',
    ]);
  });

  test("has another owner's object after a lost response reports a conflict", async () => {
    let asked = 0;
    const server = await fakeApiServer(({method}, response) => {
      if (method === 'GET') return {body: {metadata: {name: 'web', labels: {run: 'another'}}}};
      if (asked++ > 0) return statusBody(409, 'AlreadyExists', 'pods "web" already exists');
      response.destroy();
      return undefined;
    });
    await expect(createObject(server.client(), resources.pods, pod, {signal})).rejects.toMatchObject({
      facts: {problem: 'exists', name: 'web'},
    });
  });

  test('has expired the pages of a long list is asked for the complete list', async () => {
    const server = await fakeApiServer(({query}) => {
      if (query.has('continue')) return statusBody(410, 'Expired', 'the list is too old');
      const more = query.has('limit') ? {continue: 'x'} : {};
      return {body: {metadata: {resourceVersion: '7', ...more}, items: [pod]}};
    });
    const list = await listObjects(server.client(), resources.pods, {namespace: 'default', signal});
    expect(list).toMatchObject({items: [{apiVersion: 'v1', kind: 'Pod', ...pod}], resourceVersion: '7'});
    expect(server.requests).toHaveLength(3);
  });
});

describe('a request', () => {
  test('is cancelled by its signal, even while it waits for a retry', async () => {
    const server = await fakeApiServer(({path}) =>
      path.endsWith('slow') ? undefined : {status: 429, headers: {'retry-after': '50'}, body: {}},
    );
    const client = server.client();
    for (const name of ['slow', 'limited']) {
      const cancel = new AbortController();
      const asked = server.requests.length;
      const got = getObject(client, resources.pods, {...POD, name, signal: cancel.signal});
      await expect.poll(() => server.requests.length).toBe(asked + 1);
      cancel.abort(new Error('enough'));
      await expect(got).rejects.toThrow('enough');
    }
  });

  test('with rejected credentials is repeated with new ones', async () => {
    const seen: unknown[] = [];
    const server = await fakeApiServer(({headers}) => {
      seen.push(headers.authorization);
      return headers.authorization === 'Bearer new'
        ? {body: pod}
        : statusBody(401, 'Unauthorized', 'Unauthorized');
    });
    const bearer = (token: string) => async () => ({headers: {authorization: `Bearer ${token}`}});
    const credentials = {current: bearer('old'), renew: bearer('new')};
    const client = createClient({...accessTo(server.url), credentials}, systemClock);
    expect(await getObject(client, resources.pods, POD)).toEqual(pod);
    expect(seen).toEqual(['Bearer old', 'Bearer new']);
  });

  test('rejected by a quota is not reported as forbidden', async () => {
    const server = await fakeApiServer(() =>
      statusBody(403, 'Forbidden', 'pods "web" is forbidden: exceeded quota: q'),
    );
    await expect(createObject(server.client(), resources.pods, pod, {signal})).rejects.toMatchObject({
      facts: {problem: 'refused', status: 403},
      message: 'pods "web" is forbidden: exceeded quota: q',
    });
  });
});

describe('TLS', () => {
  const certificates = async () => {
    const authority = await testAuthority();
    return {authority, leaf: await testLeaf(authority, ['127.0.0.1'])};
  };

  test('trusts the authority of the kubeconfig, or any certificate if configured', async () => {
    const {authority, leaf} = await certificates();
    const server = await fakeApiServer(() => ({body: pod}), leaf);
    for (const tls of [{insecure: false, ca: authority.cert}, {insecure: true}]) {
      const client = createClient({...accessTo(server.url), tls}, systemClock);
      expect(await getObject(client, resources.pods, POD)).toEqual(pod);
      client.close();
    }
  });

  test('fails without a retry for an unknown authority or another name', async () => {
    const {authority, leaf} = await certificates();
    const server = await fakeApiServer(() => ({body: pod}), leaf);
    const get = async (tls: {insecure: boolean; ca?: string; serverName?: string}) =>
      await getObject(createClient({...accessTo(server.url), tls}, systemClock), resources.pods, POD);
    await expect(get({insecure: false})).rejects.toMatchObject({
      facts: {problem: 'untrusted', server: server.url},
      message: expect.stringContaining('no trusted connection to the API server at https://127.') as string,
    });
    const other = {insecure: false, ca: authority.cert, serverName: 'kubernetes.default'};
    await expect(get(other)).rejects.toMatchObject({facts: {problem: 'untrusted'}});
    expect(server.requests).toEqual([]);
  });

  test('presents the certificate of the client', async () => {
    const {authority, leaf} = await certificates();
    const {cert, key} = await testLeaf(authority, ['client']);
    const options = {...leaf, ca: authority.cert, requestCert: true, rejectUnauthorized: true};
    const server = await fakeApiServer(() => ({body: pod}), options);
    const access = {...accessTo(server.url), tls: {insecure: true}};
    const credentials = {current: async () => ({headers: {}, cert, key})};
    expect(await getObject(createClient({...access, credentials}, systemClock), resources.pods, POD)).toEqual(
      pod,
    );
    await expect(
      getObject(createClient(access, systemClock, {patienceMs: 0}), resources.pods, POD),
    ).rejects.toMatchObject({name: 'KubernetesError'});
  });

  test('works through a proxy, and reports a refusal of the proxy', async () => {
    const {authority, leaf} = await certificates();
    const server = await fakeApiServer(() => ({body: pod}), leaf);
    const asked: unknown[] = [];
    const proxy = createHttpServer();
    proxy.on('connect', (request, socket: Socket) => {
      asked.push([request.url, request.headers['proxy-authorization']]);
      if (asked.length > 1) return socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
      const far = connect(Number(new URL(server.url).port), '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        socket.pipe(far).pipe(socket);
      });
      return far.on('error', () => socket.destroy());
    });
    const port = await listen(proxy);
    const access = {
      ...{...accessTo(server.url), tls: {insecure: false, ca: authority.cert}},
      proxy: `http://me:secret@127.0.0.1:${port}`,
    };
    const target = new URL(server.url).host;
    const first = createClient(access, systemClock);
    expect(await getObject(first, resources.pods, POD)).toEqual(pod);
    first.close();
    const second = createClient(access, systemClock, {patienceMs: 0});
    await expect(getObject(second, resources.pods, POD)).rejects.toThrow(
      `the proxy 127.0.0.1:${port} refused: 403`,
    );
    expect(asked).toEqual(Array(2).fill([target, `Basic ${btoa('me:secret')}`]));
  });
});
