import {once} from 'node:events';
import {createServer, type Server, type Socket} from 'node:net';
import {expect, test} from 'vitest';
import {systemClock} from '../../src/processes/system-clock.ts';
import {checkOnce} from '../support/check-once.ts';
import {fakeClock} from '../support/fake-clock.ts';
import {freePort, hasIpv6, listen} from '../support/listen.ts';

const closedAtOnce = {
  status: 'pending',
  lastSeen: 'closed immediately, as a proxy does when nothing listens behind it',
};

/** The claims of a task about its ports when they are reached at `port`. */
function subjectAt(port: number, holdMs = 10) {
  return {subject: {endpoint: () => ({host: '127.0.0.1', port, holdMs})}};
}

/** Docker's proxy: accepts from the first moment on, and closes immediately until a server listens behind it. */
function dockerProxy(): {server: Server; behind: {listens: boolean}} {
  const behind = {listens: false};
  const server = createServer(socket => {
    if (!behind.listens) socket.end();
  });
  return {server, behind};
}

test('a port that is open passes', async () => {
  const port = await listen(createServer());
  expect(await checkOnce({port: 8888}, {...subjectAt(port), clock: systemClock})).toEqual({status: 'ready'});
});

test('a port on which nothing listens does not', async () => {
  const port = await freePort();
  expect(await checkOnce({port: 8888}, subjectAt(port))).toEqual({
    status: 'pending',
    lastSeen: 'connection refused',
  });
});

test('the task maps the port to an address', async () => {
  const port = await listen(createServer());
  const asked: number[] = [];
  const endpoint = (number: number) => {
    asked.push(number);
    return {host: '127.0.0.1', port, holdMs: 1};
  };
  await checkOnce({port: 8888}, {subject: {endpoint}, clock: systemClock});
  await checkOnce({port: '${{ vars.9999 }}'}, {subject: {endpoint}, clock: systemClock});
  expect(asked).toEqual([8888, 9999]);
});

test('a proxy with nothing behind it does not pass, and the same proxy does once there is', async () => {
  const {server, behind} = dockerProxy();
  const port = await listen(server);
  const clock = fakeClock();
  expect(await checkOnce({port: 8888}, {...subjectAt(port, 250), clock})).toEqual(closedAtOnce);
  expect(clock.timers).toBe(0);

  behind.listens = true;
  const second = checkOnce({port: 8888}, {...subjectAt(port, 250), clock});
  await clock.untilWaiting();
  await clock.advance(249);
  expect(clock.timers).toBe(1);
  await clock.advance(1);
  expect(await second).toEqual({status: 'ready'});
});

test('a connection that the server itself accepts need not stay open', async () => {
  const {server, behind} = dockerProxy();
  behind.listens = true;
  const [port, inside] = [await listen(server), await listen(createServer())];
  const clock = fakeClock();
  const endpoint = () => ({
    host: '127.0.0.1',
    port,
    holdMs: 60_000,
    behind: {host: '127.0.0.1', port: inside},
  });
  expect(await checkOnce({port: 8888}, {subject: {endpoint}, clock})).toEqual({status: 'ready'});
  expect(clock.timers).toBe(0);
});

test('a server that cannot be reached past the proxy is held', async () => {
  const {server, behind} = dockerProxy();
  behind.listens = true;
  const [port, inside] = [await listen(server), await freePort()];
  const clock = fakeClock();
  const endpoint = () => ({host: '127.0.0.1', port, holdMs: 250, behind: {host: '127.0.0.1', port: inside}});
  const checking = checkOnce({port: 8888}, {subject: {endpoint}, clock});
  await clock.untilWaiting();
  await clock.advance(250);
  expect(await checking).toEqual({status: 'ready'});
});

test('a connection that is reset while it is held does not pass', async () => {
  const server = createServer();
  const connected = once(server, 'connection') as Promise<[Socket]>;
  const port = await listen(server);
  const clock = fakeClock();
  const checking = checkOnce({port: 8888}, {...subjectAt(port, 250), clock});
  await clock.untilWaiting();
  const [socket] = await connected;
  socket.resetAndDestroy();
  expect(await checking).toEqual(closedAtOnce);
});

test('a server that speaks first passes immediately, also when it closes then', async () => {
  const port = await listen(createServer(socket => socket.end('220 ready\r\n')));
  const clock = fakeClock();
  expect(await checkOnce({port: 8888}, {...subjectAt(port, 60_000), clock})).toEqual({status: 'ready'});
  expect(clock.timers).toBe(0);
});

test('the connection is closed afterwards', async () => {
  const server = createServer();
  const port = await listen(server);
  const connected = once(server, 'connection') as Promise<[Socket]>;
  await checkOnce({port: 8888}, {...subjectAt(port), clock: systemClock});
  const [socket] = await connected;
  if (!socket.closed) await once(socket.resume(), 'close');
  expect(socket.destroyed).toBe(true);
});

test('an aborted attempt leaves nothing behind', async () => {
  const server = createServer();
  const port = await listen(server);
  const clock = fakeClock();
  const giveUp = new AbortController();
  const checking = checkOnce({port: 8888}, {...subjectAt(port, 250), clock}, giveUp.signal);
  await clock.untilWaiting();
  giveUp.abort();
  expect(await checking).toEqual({status: 'pending', lastSeen: 'no response'});
  expect(clock.timers).toBe(0);
});

test('`host:port` needs no task and is held for 10 ms', async () => {
  const port = await listen(createServer());
  const clock = fakeClock();
  const checking = checkOnce({port: `\${{ vars.127.0.0.1 }}:${port}`}, {clock});
  await clock.untilWaiting();
  await clock.advance(9);
  expect(clock.timers).toBe(1);
  await clock.advance(1);
  expect(await checking).toEqual({status: 'ready'});
});

test.skipIf(!(await hasIpv6()))('an IPv6 address is in brackets', async () => {
  const port = await listen(createServer(), {host: '::1'});
  expect(await checkOnce({port: `[::1]:${port}`}, {clock: systemClock})).toEqual({status: 'ready'});
});

test.each([
  ['127.0.0.1', 'expected a port or `host:port`, found `127.0.0.1`'],
  ['::1:80', 'expected a port or `host:port`, found `::1:80`'],
  ['host:70000', 'expected a port or `host:port`, found `host:70000`'],
  ['0', 'expected a port or `host:port`, found `0`'],
  ['8888', 'port 8888 has no host here; write `host:8888`'],
])('%s can never pass', async (port, lastSeen) => {
  expect(await checkOnce({port: `\${{ vars.${port} }}`})).toEqual({status: 'failed', lastSeen});
});
