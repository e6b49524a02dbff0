import {createServer, type ServerResponse} from 'node:http';
import {once} from 'node:events';
import {join} from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {createDocker} from '../../src/docker/engine.ts';
import {createOccupiedAddresses} from '../../src/docker/occupied-addresses.ts';
import type {TaskName} from '../../src/vocabulary/ids.ts';
import {fakeClock} from '../support/fake-clock.ts';
import {launchRig} from '../support/launch-rig.ts';
import {temporaryDirectory} from '../support/temporary-directory.ts';

/** An engine that never responds on its own, and the environment to reach it. */
async function silentEngine() {
  const asked: ServerResponse[] = [];
  const home = await temporaryDirectory();
  const server = createServer((_, response) => void asked.push(response));
  await once(server.listen(join(home, 'engine')), 'listening');
  onTestFinished(() => {
    server.close().closeAllConnections();
  });
  const services = {
    env: {DOCKER_HOST: `unix://${home}/engine`},
    home,
    platform: 'linux',
    clock: fakeClock(),
  } as const;
  const requests = async (count: number): Promise<void> => {
    await expect.poll(() => asked.length).toBe(count);
  };
  return {asked, services, requests};
}

test('an engine without a response for ten seconds gets only 900 ms from then on, until it responds', async () => {
  const {asked, services, requests} = await silentEngine();
  const docker = createDocker(services);
  onTestFinished(docker.close);
  const engine = docker.engine.bind(undefined, 'web' as TaskName);
  const fails = async (why: string) => await expect(engine()).rejects.toMatchObject({failure: {why}});

  const first = fails('no response within 10 s');
  await requests(1);
  await services.clock.advance(10_000);
  await first;
  const second = fails('no response within 900 ms');
  await requests(2);
  await services.clock.advance(900);
  await second;
  const third = engine();
  await requests(3);
  asked[2]?.setHeader('api-version', '1.41').end();
  expect(await third).toMatchObject({apiVersion: '1.41'});
});

test('the timeout of a silent engine is reported exactly even if the timer fires early', async () => {
  const {services, requests} = await silentEngine();
  // Timers of Node can fire up to a millisecond early.
  const deadline = (ms: number) => services.clock.deadline(ms - 0.5);
  const docker = createDocker({...services, clock: {...services.clock, deadline}});
  onTestFinished(docker.close);
  const why = 'no response within 10 s';
  const failed = expect(docker.engine('web' as TaskName)).rejects.toMatchObject({failure: {why}});
  await requests(1);
  await services.clock.advance(9_999.5);
  await failed;
});

test('a lease waits five seconds for the containers of a silent engine, then 500 ms, until the engine responds', async () => {
  const {asked, services, requests} = await silentEngine();
  const occupied = createOccupiedAddresses(services);
  const never = new AbortController().signal;
  for (const [at, ms] of [5_000, 500, 500].entries()) {
    const found = occupied(never);
    await requests(at + 1);
    await services.clock.advance(ms);
    expect(await found).toEqual(new Map());
  }
  const found = occupied(never);
  await requests(4);
  asked[3]?.end('[{"Names": ["/web"], "Ports": [{"IP": "127.0.0.17"}]}]');
  expect(await found).toEqual(new Map([['127.0.0.17', 'container web']]));
});

test('a cancelled lease does not wait for a silent engine', async () => {
  const {services, requests} = await silentEngine();
  const cancelled = new AbortController();
  const found = expect(createOccupiedAddresses(services)(cancelled.signal)).rejects.toThrow('cancelled');
  await requests(1);
  cancelled.abort(new Error('cancelled'));
  await found;
});

test('a stopping run waits at most 900 ms for an engine that has never responded, and only once', async () => {
  const {services, requests, asked} = await silentEngine();
  const stop = new AbortController();
  const docker = createDocker({...services, stopping: stop.signal});
  onTestFinished(docker.close);
  const engine = async () => await docker.engine('web' as TaskName);
  const gaveUp = {failure: {why: 'no response before the run stopped'}};

  const early = expect(engine()).rejects.toMatchObject(gaveUp);
  await requests(1);
  await services.clock.advance(899);
  stop.abort();
  await services.clock.advance(1);
  await early;
  await expect(engine()).rejects.toMatchObject(gaveUp);
  expect(asked).toHaveLength(1);
  expect(services.clock.timers).toBe(0);
});

test('a stopping run still uses an engine that responds', async () => {
  const {services, requests, asked} = await silentEngine();
  const stop = new AbortController();
  const docker = createDocker({...services, stopping: stop.signal});
  onTestFinished(docker.close);
  const engine = docker.engine('web' as TaskName);
  await requests(1);
  stop.abort();
  asked[0]?.setHeader('api-version', '1.41').end();
  expect(await engine).toMatchObject({apiVersion: '1.41'});
  await services.clock.advance(900);
  expect(await docker.engine('web' as TaskName)).toBe(await engine);
});

test.each(['Ctrl-C', '`bottle down`'])('%s ends a run that waits for a silent engine', async by => {
  const {services, requests} = await silentEngine();
  const rig = await launchRig('tasks: {web: {container: {image: web}}}');
  const run = rig.run([], {env: services.env});
  await requests(1);
  const stoppedAt = performance.now();
  if (by === 'Ctrl-C') run.signal('SIGINT');
  else await rig.bottle(['down']).ended();
  expect((await run.ended()).code).toBe(by === 'Ctrl-C' ? 130 : 143);
  // The timeout of the first request alone is ten seconds.
  expect(performance.now() - stoppedAt).toBeLessThan(6_000);
});
