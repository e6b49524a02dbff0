import {createServer, type ServerResponse} from 'node:http';
import {inspect} from 'node:util';
import {expect, test} from 'vitest';
import {connectionTo} from '../../src/docker/connection.ts';
import {createDocker} from '../../src/docker/engine.ts';
import {firstPing} from '../../src/docker/first-ping.ts';
import type {TaskName} from '../../src/vocabulary/ids.ts';
import {fakeClock} from '../support/fake-clock.ts';
import {listen} from '../support/listen.ts';

// docker-modem describes each request, with all objects reachable from it.
test.each(['unix:///run/docker.sock', 'tcp://127.0.0.1:2375', 'ssh://root@there'])(
  'describes a request to %s without the details of its connection',
  address => {
    const {agent} = connectionTo({address, source: 'DOCKER_HOST'}, {});
    expect(inspect({path: '/version', agent}, {showHidden: true, depth: null})).toBe(
      "{ path: '/version', agent: Agent }",
    );
  },
);

test('allows an engine ten seconds for its first response', async () => {
  const asked: ServerResponse[] = [];
  const server = createServer((_, response) => void asked.push(response));
  const address = `tcp://127.0.0.1:${await listen(server)}`;
  const place = {address, source: 'DOCKER_HOST'};
  const clock = fakeClock();
  const closed = new AbortController().signal;
  const pinged = async (): Promise<unknown> =>
    await firstPing(place, connectionTo(place, {}), {clock, closed});

  const slow = pinged();
  await expect.poll(() => asked.length).toBe(1);
  await clock.advance(9_999);
  asked[0]?.setHeader('api-version', '1.41').end();
  expect(await slow).toMatchObject({apiVersion: '1.41'});

  const silent = expect(pinged()).rejects.toMatchObject({facts: {why: 'no response within 10 s'}});
  await expect.poll(() => asked.length).toBe(2);
  await clock.advance(10_000);
  await silent;
});

test('aborts a pending ping when the engines are closed', async () => {
  const asked: ServerResponse[] = [];
  const server = createServer((_, response) => void asked.push(response));
  const DOCKER_HOST = `tcp://127.0.0.1:${await listen(server)}`;
  const clock = fakeClock();
  const docker = createDocker({env: {DOCKER_HOST}, home: '/', platform: 'linux', clock});
  const pinged = expect(docker.engine('web' as TaskName)).rejects.toMatchObject({
    failure: {reason: 'no-engine', why: 'the connection was closed'},
  });
  await expect.poll(() => asked.length).toBe(1);
  docker.close();
  await pinged;
  await expect.poll(() => asked[0]?.destroyed).toBe(true);
  expect(clock.timers).toBe(0);

  await expect(docker.engine('web' as TaskName)).rejects.toMatchObject({failure: {reason: 'no-engine'}});
  expect(asked).toHaveLength(1);
});
