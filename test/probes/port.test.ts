import {once} from 'node:events';
import {createServer, type Server, type Socket} from 'node:net';
import {expect, test} from 'vitest';
import {systemClock} from '../../src/processes/system-clock.ts';
import {checkOnce} from '../support/check-once.ts';
import {fakeClock} from '../support/fake-clock.ts';
import {freePort, hasIpv6, listen} from '../support/listen.ts';

const closedImmediately = {
  status: 'pending',
  lastSeen: 'closed immediately, as a proxy does when nothing listens behind it',
};

/** The probe targets of a task whose ports are reached at `port`. */
function subjectAt(port: number, holdMs = 10) {
  return {subject: {endpoint: () => ({host: '127.0.0.1', port, holdMs})}};
}

/** Simulates Docker's proxy: accepts connections immediately, but closes them until a server listens behind it. */
function dockerProxy(): {server: Server; behind: {listens: boolean}} {
  const behind = {listens: false};
  const server = createServer(socket => {
    if (!behind.listens) socket.end();
  });
  return {server, behind};
}

test('passes for an open port', async () => {
  const port = await listen(createServer());
  expect(await checkOnce({port: 8888}, {...subjectAt(port), clock: systemClock})).toEqual({status: 'ready'});
});

test('is pending for a port where nothing listens', async () => {
  const port = await freePort();
  expect(await checkOnce({port: 8888}, subjectAt(port))).toEqual({
    status: 'pending',
    lastSeen: 'connection refused',
  });
});

test('gets the address of a port from the task', async () => {
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

test('is pending for a proxy without a server, and passes once there is a server', async () => {
  const {server, behind} = dockerProxy();
  const port = await listen(server);
  const clock = fakeClock();
  expect(await checkOnce({port: 8888}, {...subjectAt(port, 250), clock})).toEqual(closedImmediately);
  expect(clock.timers).toBe(0);

  behind.listens = true;
  const second = checkOnce({port: 8888}, {...subjectAt(port, 250), clock});
  await clock.untilWaiting();
  await clock.advance(249);
  expect(clock.timers).toBe(1);
  await clock.advance(1);
  expect(await second).toEqual({status: 'ready'});
});

test('passes if the server itself accepts the connection, even if it closes it', async () => {
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

test('holds the connection if the server cannot be reached directly', async () => {
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

test('is pending if the connection is reset while it is held', async () => {
  const server = createServer();
  const connected = once(server, 'connection') as Promise<[Socket]>;
  const port = await listen(server);
  const clock = fakeClock();
  const checking = checkOnce({port: 8888}, {...subjectAt(port, 250), clock});
  await clock.untilWaiting();
  const [socket] = await connected;
  socket.resetAndDestroy();
  expect(await checking).toEqual(closedImmediately);
});

test('passes immediately if the server sends data first, even if it then closes the connection', async () => {
  const port = await listen(createServer(socket => socket.end('220 ready\r\n')));
  const clock = fakeClock();
  expect(await checkOnce({port: 8888}, {...subjectAt(port, 60_000), clock})).toEqual({status: 'ready'});
  expect(clock.timers).toBe(0);
});

test('closes the connection afterwards', async () => {
  const server = createServer();
  const port = await listen(server);
  const connected = once(server, 'connection') as Promise<[Socket]>;
  await checkOnce({port: 8888}, {...subjectAt(port), clock: systemClock});
  const [socket] = await connected;
  if (!socket.closed) await once(socket.resume(), 'close');
  expect(socket.destroyed).toBe(true);
});

test('leaves nothing after an aborted attempt', async () => {
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

test('needs no task for `host:port`, and holds the connection for 10 ms', async () => {
  const port = await listen(createServer());
  const clock = fakeClock();
  const checking = checkOnce({port: `\${{ vars.127.0.0.1 }}:${port}`}, {clock});
  await clock.untilWaiting();
  await clock.advance(9);
  expect(clock.timers).toBe(1);
  await clock.advance(1);
  expect(await checking).toEqual({status: 'ready'});
});

test.skipIf(!(await hasIpv6()))('writes an IPv6 address in brackets', async () => {
  const port = await listen(createServer(), {host: '::1'});
  expect(await checkOnce({port: `[::1]:${port}`}, {clock: systemClock})).toEqual({status: 'ready'});
});

test.each([
  ['127.0.0.1', 'expected a port or `host:port`, found `127.0.0.1`'],
  ['::1:80', 'expected a port or `host:port`, found `::1:80`'],
  ['host:70000', 'expected a port or `host:port`, found `host:70000`'],
  ['0', 'expected a port or `host:port`, found `0`'],
  ['8888', 'port 8888 has no host here; write `host:8888`'],
])('fails for %s', async (port, lastSeen) => {
  expect(await checkOnce({port: `\${{ vars.${port} }}`})).toEqual({status: 'failed', lastSeen});
});
