import {createServer as createHttpServer} from 'node:http';
import {describe, expect, test} from 'vitest';
import {untilReady} from '../../src/polling/poller.ts';
import {createListenerWatch, type WatchListeners} from '../../src/processes/listener-watch.ts';
import {createSocketTable} from '../../src/processes/socket-table.ts';
import type {WatchedListeners} from '../../src/processes/watched-listeners.ts';
import {systemClock} from '../../src/processes/system-clock.ts';
import {createProbe} from '../../src/probes/registry.ts';
import {watchEndpoint} from '../../src/probes/watch-endpoint.ts';
import type {Probe} from '../../src/schema/probes.ts';
import {deferred} from '../support/deferred.ts';
import {fakeClock} from '../support/fake-clock.ts';
import {freePort, listen} from '../support/listen.ts';
import {probeContext} from '../support/probe-context.ts';

const watchListeners = createListenerWatch(createSocketTable(), systemClock);

/** The clock does not advance between attempts, so only a new listener can cause another attempt. */
async function waitFor(source: Probe, begin: () => Promise<unknown>) {
  const clock = fakeClock();
  const holds = {...clock, sleep: systemClock.sleep};
  let watched: WatchedListeners | undefined;
  const watch: WatchListeners = (choose, signal) => (watched = watchListeners(choose, signal));
  const {probe, limits} = createProbe(source, probeContext({clock: holds, watchListeners: watch}));
  const refused = deferred<string>();
  const readiness = untilReady(probe, limits, {
    clock,
    signal: new AbortController().signal,
    onAttempt: ({lastSeen}) => refused.resolve(lastSeen),
  });
  expect(await refused.promise).toContain('connection refused');
  await expect.poll(() => watched?.isAbsent).toBe(true);
  await begin();
  return await readiness;
}

describe.skipIf(process.platform !== 'linux')('a server that starts to listen', () => {
  test.each([
    ['port', (port: number) => ({port: `127.0.0.1:${port}`}), '127.0.0.1'],
    ['port of localhost', (port: number) => ({port: `localhost:${port}`}), '127.0.0.1'],
    ['port of a server on all addresses', (port: number) => ({port: `127.0.0.1:${port}`}), '0.0.0.0'],
    ['http', (port: number) => ({http: `http://127.0.0.1:${port}/`}), '127.0.0.1'],
  ])('is probed exactly once at that moment: %s', async (_what, sourceOf, host) => {
    const port = await freePort();
    const server = createHttpServer((_, response) => response.end());
    let connections = 0;
    server.on('connection', () => connections++);
    const readiness = await waitFor(sourceOf(port), async () => await listen(server, {host, port}));
    expect(readiness).toMatchObject({status: 'ready', attempts: 2});
    expect(connections).toBe(1);
  });

  test('is probed again at the usual pace if it is not ready yet', async () => {
    const port = await freePort();
    let requests = 0;
    const server = createHttpServer((_, response) => response.writeHead(++requests < 3 ? 503 : 200).end());
    const {probe, limits} = createProbe(
      {http: `http://127.0.0.1:${port}/`},
      probeContext({clock: systemClock, watchListeners}),
    );
    const begun = deferred<undefined>();
    const readiness = untilReady(probe, limits, {
      clock: systemClock,
      signal: new AbortController().signal,
      onAttempt: () => begun.resolve(undefined),
    });
    await begun.promise;
    await listen(server, {port});
    expect(await readiness).toMatchObject({status: 'ready'});
    expect(requests).toBe(3);
  });
});

describe('the listeners are not watched for', () => {
  const ends = new AbortController().signal;
  test.each([
    ['a host known only to a name server', 'db.example.com'],
    ['an address of another machine', '192.0.2.1'],
  ])('%s', (_what, host) => {
    expect(watchEndpoint({host, port: 80}, watchListeners).watch?.(ends)).toBeUndefined();
  });

  test('a probe with its own interval', async () => {
    const watched: string[] = [];
    const {probe, limits} = createProbe(
      {port: '127.0.0.1:1', interval: '1s', timeout: '3s'},
      probeContext({
        clock: systemClock,
        watchListeners: () => {
          watched.push('looked');
          return undefined;
        },
      }),
    );
    const clock = fakeClock();
    const readiness = untilReady(probe, limits, {clock, signal: new AbortController().signal});
    const settled = readiness.then(() => true);
    while (!(await Promise.race([settled, clock.untilWaiting().then(() => false)]))) await clock.advance(500);
    expect(watched).toEqual([]);
  });
});
