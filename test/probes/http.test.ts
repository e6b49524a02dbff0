import {once} from 'node:events';
import {writeFile} from 'node:fs/promises';
import {createServer as createHttpServer, type RequestListener} from 'node:http';
import {createServer as createHttpsServer} from 'node:https';
import {createServer, type Socket} from 'node:net';
import {join} from 'node:path';
import {text} from 'node:stream/consumers';
import {describe, expect, test} from 'vitest';
import type {HttpRequest} from '../../src/schema/probes.ts';
import {testCertificates} from '../support/certificates.ts';
import {checkOnce} from '../support/check-once.ts';
import {freePort, listen} from '../support/listen.ts';
import {temporaryDirectory} from '../support/temporary-directory.ts';

const ready = {status: 'ready'};

function pending(lastSeen: string) {
  return {status: 'pending', lastSeen};
}

async function serve(answer: RequestListener): Promise<string> {
  return `http://127.0.0.1:${await listen(createHttpServer(answer))}/`;
}

test.each([
  [200, ready],
  [204, ready],
  [299, ready],
  [300, pending('HTTP 300')],
  [302, pending('HTTP 302')],
  [404, pending('HTTP 404')],
  [503, pending('HTTP 503')],
])('passes for any 2xx status: %d', async (status, result) => {
  const url = await serve((_request, response) => response.writeHead(status, {location: '/elsewhere'}).end());
  expect(await checkOnce({http: url})).toEqual(result);
});

test('requests a path from the only published port of the task', async () => {
  const asked: unknown[] = [];
  const server = createHttpServer((request, response) => {
    asked.push(request.url);
    response.end();
  });
  const port = await listen(server);
  const subject = {baseUrl: {host: '127.0.0.1', port, holdMs: 0}};
  expect(await checkOnce({http: '/health?x=${{ vars.y }}'}, {subject})).toEqual(ready);
  expect(await checkOnce({http: {url: '/'}}, {subject})).toEqual(ready);
  expect(asked).toEqual(['/health?x=y', '/']);
});

type Case = readonly [what: string, wanted: Omit<HttpRequest, 'url'>, result: unknown];

const cases: readonly Case[] = [
  ['the expected status', {status: 418}, ready],
  ['another status', {status: 200}, pending('HTTP 418')],
  ['a matching body', {status: 418, body: '"up":\\s*true'}, ready],
  ['a body that does not match', {status: 418, body: '^up$'}, pending('body does not match /^up$/')],
  ['headers, ignoring case', {status: 418, headers: {'X-State': 'brewing', 'x-two': 'a, b'}}, ready],
  ['a header with a reference', {status: 418, headers: {'x-state': '${{ vars.brewing }}'}}, ready],
  [
    'another header value',
    {status: 418, headers: {'x-state': 'brew'}},
    pending('header `x-state` is `brewing`, not `brew`'),
  ],
  ['a class of statuses', {status: '4xx'}, ready],
  ['a range of statuses', {status: '400-418'}, ready],
  ['a range without the status', {status: '400-417'}, pending('HTTP 418')],
  ['one of several statuses', {status: [200, '300-399', '4XX']}, ready],
  ['several other statuses', {status: [200, '500-599', '3xx']}, pending('HTTP 418')],
  ['a missing header', {status: 418, headers: {etag: 'x'}}, pending('header `etag` is missing')],
];

test.each(cases)('checks %s', async (_what, wanted, result) => {
  const url = await serve((_request, response) => {
    response.writeHead(
      418,
      [
        ['x-state', 'brewing'],
        ['x-two', 'a'],
        ['x-two', 'b'],
      ].flat(),
    );
    response.end('{"up": true}');
  });
  expect(await checkOnce({http: {url, ...wanted}})).toEqual(result);
});

test('sends a plain GET, and resolves a reference in the URL', async () => {
  const asked: unknown[] = [];
  const url = await serve((request, response) => {
    asked.push([request.method, request.url, request.headers.connection]);
    response.end();
  });
  expect(await checkOnce({http: `${url}\${{ vars.health }}?deep=1`})).toEqual(ready);
  expect(asked).toEqual([['GET', '/health?deep=1', 'close']]);
});

interface Received {
  readonly method: string | undefined;
  readonly token: unknown;
  readonly length: string | undefined;
  readonly body: string;
}

async function received(request: Omit<HttpRequest, 'url'>): Promise<Received> {
  const got: Received[] = [];
  const url = await serve((incoming, response) => {
    const {method, headers} = incoming;
    void text(incoming).then(body => {
      got.push({method, token: headers['x-token'], length: headers['content-length'], body});
      response.end();
    });
  });
  expect(await checkOnce({http: {url, ...request}})).toEqual(ready);
  return got[0] as Received;
}

test('sends a method, headers and a body with resolved references', async () => {
  const request = {
    method: 'PUT',
    request_headers: {'X-Token': '${{ vars.t }}'},
    request_body: '${{ vars.ü }}',
  } as const;
  expect(await received(request)).toEqual({method: 'PUT', token: 't', length: '2', body: 'ü'});
});

test('sends a body by POST unless there is a method', async () => {
  expect(await received({request_body: 'x'})).toMatchObject({method: 'POST', body: 'x'});
  expect(await received({request_body: 'x', method: 'GET'})).toMatchObject({
    method: 'GET',
    length: '1',
    body: 'x',
  });
  expect(await received({method: 'HEAD'})).toMatchObject({method: 'HEAD', length: undefined, body: ''});
});

test('reads at most one MiB of the body', async () => {
  const url = await serve((_request, response) => {
    response.write(Buffer.alloc(1024 * 1024, 'x'));
    response.write('up');
    // The response never ends, so waiting for its end would block forever.
  });
  expect(await checkOnce({http: {url, body: 'up'}})).toEqual(pending('body does not match /up/'));
  expect(await checkOnce({http: {url, body: '^x+$'}})).toEqual(ready);
});

test('does not wait for a body that it does not check', async () => {
  const url = await serve((_request, response) => response.write('and so on'));
  expect(await checkOnce({http: url})).toEqual(ready);
});

test('closes the connection afterwards', async () => {
  const server = createHttpServer((_request, response) => response.write('and so on'));
  const connected = once(server, 'connection') as Promise<[Socket]>;
  await checkOnce({http: `http://127.0.0.1:${await listen(server)}/`});
  const [socket] = await connected;
  if (!socket.closed) await once(socket, 'close');
  expect(socket.destroyed).toBe(true);
});

test('is pending if nothing listens', async () => {
  const port = await freePort();
  expect(await checkOnce({http: `http://127.0.0.1:${port}/`})).toEqual(pending('connection refused'));
  expect(await checkOnce({http: `http://localhost:${port}/`})).toEqual(
    pending('connection refused on 127.0.0.1 and ::1'),
  );
});

test.each([
  [
    'closes the connection without a response',
    (socket: Socket) => socket.end(),
    'connection closed before the response was complete',
  ],
  [
    'uses another protocol',
    (socket: Socket) => socket.end('220 mail.example ready\r\n'),
    'the response is not HTTP',
  ],
])('is pending for a server that %s', async (_what, answer, lastSeen) => {
  const port = await listen(createServer(socket => socket.once('data', () => answer(socket))));
  expect(await checkOnce({http: `http://127.0.0.1:${port}/`})).toEqual(pending(lastSeen));
});

test('is pending for a body that ends early', async () => {
  const url = await serve((_request, response) => {
    response.writeHead(200, {'content-length': 100});
    response.write('half of it', () => response.destroy());
  });
  expect(await checkOnce({http: {url, body: 'half'}})).toEqual(
    pending('connection closed before the response was complete'),
  );
});

test('is pending if the connection is reset during the body', async () => {
  const url = await serve((_request, response) => {
    response.write('half of it', () => response.socket?.resetAndDestroy());
  });
  expect(await checkOnce({http: {url, body: 'half'}})).toEqual(
    pending('connection closed before the response was complete'),
  );
});

describe('an aborted attempt', () => {
  test('reports its state before the response', async () => {
    const server = createServer();
    const giveUp = new AbortController();
    server.on('connection', (socket: Socket) => socket.once('data', () => giveUp.abort()));
    const port = await listen(server);
    expect(await checkOnce({http: `http://127.0.0.1:${port}/`}, {}, giveUp.signal)).toMatchObject({
      status: 'pending',
    });
  });

  test('reports its state during the body', async () => {
    const giveUp = new AbortController();
    const url = await serve((_request, response) => {
      response.write('half of it', () => setImmediate(() => giveUp.abort()));
    });
    expect(await checkOnce({http: {url, body: 'all'}}, {}, giveUp.signal)).toMatchObject({status: 'pending'});
  });
});

test.each(['/health', 'ftp://127.0.0.1/', 'localhost:80'])('fails for %s', async url => {
  const result = {status: 'failed', lastSeen: `expected an http or https URL, found \`${url}\``};
  expect(await checkOnce({http: `\${{ vars.${url} }}`})).toEqual(result);
});

describe('https', async () => {
  const {authority, leaf} = await testCertificates();

  function serveSecurely(host?: string): Promise<number> {
    return listen(
      createHttpsServer(leaf, (_request, response) => response.end('up')),
      host === undefined ? {} : {host},
    );
  }

  test('passes with its authority, once the file of the authority exists', async () => {
    const port = await serveSecurely();
    const cwd = await temporaryDirectory();
    const source = {http: {url: `https://127.0.0.1:${port}/`, ca: '${{ vars.ca.pem }}'}};
    expect(await checkOnce(source, {cwd})).toEqual(pending('certificate file `ca.pem`: does not exist'));
    await writeFile(join(cwd, 'ca.pem'), '');
    expect(await checkOnce(source, {cwd})).toMatchObject({status: 'pending'});
    await writeFile(join(cwd, 'ca.pem'), authority.cert);
    expect(await checkOnce(source, {cwd})).toEqual(ready);
  });

  test('is pending with an untrusted authority', async () => {
    const port = await serveSecurely();
    expect(await checkOnce({http: `https://127.0.0.1:${port}/`})).toEqual(
      pending('certificate not trusted: unable to verify the first certificate'),
    );
  });

  test('passes with any authority if it is insecure', async () => {
    const port = await serveSecurely('127.0.0.2');
    expect(await checkOnce({http: {url: `https://127.0.0.2:${port}/`, insecure: true}})).toEqual(ready);
  });

  test('is pending with a certificate for another host', async () => {
    const port = await serveSecurely('127.0.0.2');
    const cwd = await temporaryDirectory();
    await writeFile(join(cwd, 'ca.pem'), authority.cert);
    expect(await checkOnce({http: {url: `https://127.0.0.2:${port}/`, ca: 'ca.pem'}}, {cwd})).toEqual(
      pending(
        "certificate not trusted: Hostname/IP does not match certificate's altnames: IP: 127.0.0.2 is not in the cert's list: 127.0.0.1",
      ),
    );
  });

  test('is pending for a server that uses plain HTTP', async () => {
    const port = await listen(createHttpServer());
    expect(await checkOnce({http: `https://127.0.0.1:${port}/`})).toEqual(pending('the response is not TLS'));
  });
});
