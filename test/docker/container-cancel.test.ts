import {createServer} from 'node:http';
import {once} from 'node:events';
import {expect, onTestFinished, test} from 'vitest';
import {BUSYBOX, docker, withEngine} from '../support/docker.ts';
import {launchFolder} from './launch-here.ts';

const BOX = {image: BUSYBOX, command: ['sleep', '600'], ports: [':8080'], networks: ['inside'], grace: '0s'};

const TASKS = {inside: {network: {internal: true}}, box: {container: BOX, ready: {port: 8080}}};

withEngine('a cancelled container', () => {
  // After each test, the launch folder checks that nothing is left.
  test.each(['creating the container', 'starting the container', 'waiting for the image'])(
    'is removed if the run is stopped while %s',
    async doing => {
      const folder = await launchFolder();
      const launch = await folder.launch({tasks: TASKS});
      await launch.event('task-started', 'box');
      if (doing !== 'waiting for the image') await launch.event('task-progressed', 'box');
      while (
        doing.startsWith('starting') &&
        !launch.events.some(event => 'doing' in event && event.doing === doing)
      )
        await new Promise(setImmediate);
      launch.stop();
      expect(await launch.ended).toMatchObject({failures: [], cancelled: ['box'], leftovers: []});
    },
  );

  test('is removed if the run is stopped during a probe', async () => {
    const folder = await launchFolder();
    const launch = await folder.launch({tasks: TASKS});
    await launch.event('probe-attempted', 'box');
    launch.stop();
    expect(await launch.ended).toMatchObject({failures: [], cancelled: ['box'], leftovers: []});
  });

  test('is not created if the run is stopped during a pull from a registry that does not respond', async () => {
    const registry = createServer().listen(0, '127.0.0.1');
    await once(registry, 'listening');
    onTestFinished(() => {
      registry.closeAllConnections();
      registry.close();
    });
    const {port} = registry.address() as {readonly port: number};
    const image = `localhost:${port}/never:1`;
    const folder = await launchFolder();
    const launch = await folder.launch({tasks: {box: {container: {...BOX, networks: [], ports: [], image}}}});
    await once(registry, 'request');
    launch.stop();
    expect(await launch.ended).toMatchObject({failures: [], cancelled: ['box'], leftovers: []});
  });

  test('is removed if its task exceeds its timeout', async () => {
    const folder = await launchFolder();
    const launch = await folder.launch({tasks: {...TASKS, box: {...TASKS.box, timeout: '1s'}}});
    expect(await launch.ended).toMatchObject({
      failures: [{reason: 'timed-out', task: 'box', timeoutMs: 1000}],
      leftovers: [],
    });
  });

  test('is removed if another task fails', async () => {
    const folder = await launchFolder();
    const launch = await folder.launch({tasks: {...TASKS, fails: {run: 'sleep 0.4; exit 1'}}});
    expect(await launch.ended).toMatchObject({failures: [{task: 'fails'}], leftovers: []});
  });

  test('keeps its name in the second attempt of its task', async () => {
    const folder = await launchFolder();
    await folder.write('go', 'no');
    const command = ['sh', '-c', 'grep -q yes /go && echo fine; sleep 600'];
    const launch = await folder.launch({
      tasks: {
        box: {
          container: {image: BUSYBOX, command, volumes: ['./go:/go:ro'], grace: '0s'},
          ready: {log: 'fine', timeout: '1s'},
          // On a busy machine, an attempt can time out although the container works.
          retry: {attempts: 30},
        },
      },
    });
    await launch.event('task-retried', 'box');
    await folder.write('go', 'yes');
    await launch.event('task-ready', 'box');
    const {run} = await launch.event('run-started');
    expect(await docker('ps', '-a', '--filter', `label=bottle.run=${run}`, '--format', '{{.Names}}')).toBe(
      `bottle-${run}-box`,
    );
    launch.stop();
    expect((await launch.ended).leftovers).toEqual([]);
  });

  test('is reported as a leftover, with reason and command, if the engine is gone during the teardown', async () => {
    const folder = await launchFolder();
    const {container} = await import('../../src/tasks/container/kind.ts');
    const {createPlaces} = await import('../../src/runner/places.ts');
    const {dockerServices} = await import('../support/docker.ts');
    const places = createPlaces(dockerServices);
    const address = `unix://${folder.dir}/none.sock`;
    const record = {made: 'container', name: 'bottle-x-box', run: 'x', engine: address, graceMs: 10} as const;
    const context = {
      ...{task: 'box', report: () => undefined},
      ...{force: new AbortController().signal, expired: new AbortController().signal},
      services: {clock: dockerServices.clock, places},
    };
    expect(await container.down([record], context as never)).toEqual([
      {
        what: 'container bottle-x-box',
        why: 'the socket does not exist',
        command: `docker -H ${address} rm -f -v bottle-x-box`,
      },
    ]);
  });
});
