import {createServer, type IncomingHttpHeaders} from 'node:http';
import {createServer as createTlsServer} from 'node:https';
import {TLSSocket} from 'node:tls';
import {gunzipSync} from 'node:zlib';
import {expect, test} from 'vitest';
import {mintAuthority, mintLeaf} from '../../src/tasks/certificate/mint.ts';
import {send, type Connection, type SendResult} from '../../src/telemetry/send.ts';
import {freePort, listen} from '../support/listen.ts';

const NEVER = new AbortController().signal;

interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

interface Received {
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** A collector that always gives the same response. `received` is its last request. */
async function collector(
  answer: Answer,
): Promise<{readonly port: number; readonly received: () => Received}> {
  let last: Received | undefined;
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      last = {url: request.url ?? '', headers: request.headers, body: Buffer.concat(pieces)};
      response.writeHead(answer.status, answer.headers).end(answer.body);
    });
  });
  const port = await listen(server);
  return {port, received: () => last as Received};
}

function connection(port: number, more: Partial<Connection> = {}): Connection {
  const url = new URL(`http://127.0.0.1:${port}/v1/traces?x=1`);
  return {url, headers: {}, compression: 'none', tls: {}, ...more};
}

test('sends JSON with the headers from the environment', async () => {
  const {port, received} = await collector({status: 200, body: '{}'});
  const target = connection(port, {headers: {'api-key': 's', 'content-type': 'text/plain'}});
  expect(await send('{"ä":1}', target, NEVER)).toEqual({outcome: 'accepted'});
  const {url, headers, body} = received();
  expect(url).toBe('/v1/traces?x=1');
  expect(headers).toMatchObject({'api-key': 's', 'content-type': 'application/json', 'content-length': '8'});
  expect(body.toString()).toBe('{"ä":1}');
});

test('sends gzip and the user of the URL', async () => {
  const {port, received} = await collector({status: 202});
  const url = new URL(`http://me:p%40ss@127.0.0.1:${port}/`);
  await send('{"a":1}', connection(port, {url, compression: 'gzip'}), NEVER);
  const {headers, body} = received();
  expect(headers['content-encoding']).toBe('gzip');
  expect(headers.authorization).toBe(`Basic ${Buffer.from('me:p@ss').toString('base64')}`);
  expect(gunzipSync(body).toString()).toBe('{"a":1}');
});

test.each<[Answer, SendResult]>([
  [{status: 429}, {outcome: 'busy', why: 'HTTP 429'}],
  [
    {status: 503, headers: {'retry-after': '2'}},
    {outcome: 'busy', why: 'HTTP 503', afterMs: 2000},
  ],
  [
    {status: 503, headers: {'retry-after': 'Thu, 01 Jan 1970 00:00:00 GMT'}},
    {outcome: 'busy', why: 'HTTP 503', afterMs: 0},
  ],
  [
    {status: 504, headers: {'retry-after': 'soon'}},
    {outcome: 'busy', why: 'HTTP 504'},
  ],
  [{status: 400}, {outcome: 'failed', why: 'HTTP 400'}],
  [{status: 500}, {outcome: 'failed', why: 'HTTP 500'}],
  [
    {status: 301, headers: {location: '/'}},
    {outcome: 'failed', why: 'HTTP 301'},
  ],
  [{status: 200, body: 'no JSON'}, {outcome: 'accepted'}],
  [
    {status: 200, body: '{"partialSuccess":{"rejectedSpans":"3","errorMessage":"too old"}}'},
    {outcome: 'accepted', refused: {spans: 3, why: 'too old'}},
  ],
])('returns for %o the outcome %o', async (answer, expected) => {
  const {port} = await collector(answer);
  expect(await send('{}', connection(port), NEVER)).toEqual(expected);
});

test('reports a missing listener as unreachable', async () => {
  expect(await send('{}', connection(await freePort()), NEVER)).toMatchObject({
    ...{outcome: 'unreachable', why: expect.stringContaining('ECONNREFUSED') as unknown},
  });
});

test('aborts the wait for a collector that never responds', async () => {
  const server = createServer(() => undefined);
  const port = await listen(server);
  const limit = new AbortController();
  server.on('request', () => limit.abort());
  expect(await send('{}', connection(port), limit.signal)).toEqual({
    ...{outcome: 'unreachable', why: 'it did not answer in time'},
  });
});

test('sends a client certificate from the environment, and verifies the collector with an authority from there', async () => {
  const validity = {now: new Date(), days: 1};
  const authority = await mintAuthority({...validity, commonName: 'authority'});
  const leaf = async (commonName: string) =>
    await mintLeaf({...validity, commonName, hosts: ['127.0.0.1'], issuer: authority});
  const [server, client] = await Promise.all([leaf('collector'), leaf('bottle')]);
  const clients: string[] = [];
  const port = await listen(
    createTlsServer({...server, ca: authority.cert, requestCert: true}, (request, response) => {
      if (request.socket instanceof TLSSocket)
        clients.push(String(request.socket.getPeerCertificate().subject.CN));
      response.end('{}');
    }),
  );
  const url = new URL(`https://127.0.0.1:${port}/v1/traces`);
  const sent = async (tls: Connection['tls']) => await send('{}', connection(port, {url, tls}), NEVER);
  expect(await sent({ca: authority.cert, ...client})).toEqual({outcome: 'accepted'});
  expect(clients).toEqual(['bottle']);
  // The way in which the server closes the connection depends on the TLS version.
  expect(await sent({ca: authority.cert})).toMatchObject({outcome: 'unreachable'});
  expect(await sent(client)).toMatchObject({
    ...{outcome: 'unreachable', why: expect.stringContaining('certificate') as unknown},
  });
  expect(clients).toEqual(['bottle']);
});
