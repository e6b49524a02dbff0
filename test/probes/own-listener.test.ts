import {createServer as createHttpServer} from 'node:http';
import {createServer} from 'node:net';
import {expect, test} from 'vitest';
import {createListenerChecks} from '../../src/probes/own-listener.ts';
import {createProbe} from '../../src/probes/registry.ts';
import {systemClock} from '../../src/processes/system-clock.ts';
import type {ProbeResult} from '../../src/vocabulary/probe-result.ts';
import {fakeClock} from '../support/fake-clock.ts';
import {listen} from '../support/listen.ts';
import {probeContext} from '../support/probe-context.ts';

const AT = {address: '127.0.0.1', port: 80};
const strange = (name: string) => ({status: 'failed', lastSeen: expect.stringContaining(name) as string});

test('the owner is searched for when the first connection opens, and later only for attempts that have passed', async () => {
  let searches = 0;
  const newCheck = createListenerChecks(async () => {
    searches++;
    return await Promise.resolve<string | undefined>(undefined);
  });
  const [first, second] = [newCheck(), newCheck()];
  first.onOpen(AT);
  second.onOpen(AT);
  expect(searches).toBe(1);
  expect(await first.result(AT)).toEqual({status: 'ready'});
  expect(searches).toBe(1);
  expect(await second.result(AT)).toEqual({status: 'ready'});
  expect(searches).toBe(2);
});

test.each([
  ['finds a stranger', async () => await Promise.resolve('docker-proxy')],
  ['fails', async () => await Promise.reject(new Error('too many open files'))],
])('an early search that %s is repeated for an attempt that has passed', async (_, early) => {
  const searches = [early, async () => await Promise.resolve('task `db`')];
  const check = createListenerChecks(async () => await searches.shift()?.())();
  check.onOpen(AT);
  expect(await check.result(AT)).toMatchObject(strange('task `db`'));
});

test('a port probe searches while it holds the connection', async () => {
  const port = await listen(createServer());
  const clock = fakeClock();
  const searches: number[] = [];
  const {probe} = createProbe(
    {port: 1},
    probeContext({
      clock,
      subject: {endpoint: () => ({host: '127.0.0.1', port, holdMs: 250})},
      async findStranger(at) {
        searches.push(at.port);
        return await Promise.resolve<string | undefined>(undefined);
      },
    }),
  );
  const checking = 'check' in probe ? probe.check(new AbortController().signal) : undefined;
  await clock.untilWaiting();
  expect(searches).toEqual([port]);
  await clock.advance(250);
  expect(await checking).toEqual({status: 'ready'});
  expect(searches).toEqual([port]);
});

test('an HTTP probe searches before the response, and for a server that is not ready only once', async () => {
  const events: string[] = [];
  const statuses = [503, 503, 200];
  const server = createHttpServer((_, response) => {
    events.push('request');
    response.writeHead(statuses.shift() ?? 500).end();
  });
  const port = await listen(server);
  const {probe} = createProbe(
    {http: `http://127.0.0.1:${port}/`},
    probeContext({
      clock: systemClock,
      async findStranger() {
        events.push('search');
        await Promise.resolve(undefined);
      },
    }),
  );
  const results: (ProbeResult | undefined)[] = [];
  for (let count = 0; count < 3; count++)
    results.push('check' in probe ? await probe.check(new AbortController().signal) : undefined);
  expect(results.map(result => result?.status)).toEqual(['pending', 'pending', 'ready']);
  expect(events).toEqual(['search', 'request', 'request', 'request', 'search']);
});
