import {createServer} from 'node:net';
import {beforeAll, describe, expect, test} from 'vitest';
import {BUSYBOX, withEngine} from '../support/docker.ts';
import {farMachine} from '../support/far-machine.ts';
import type {Launch} from '../support/launch.ts';
import {launchRig, type LaunchRig} from '../support/launch-rig.ts';
import {freePort, listen} from '../support/listen.ts';
import {processesWith} from '../support/marked-processes.ts';
import {hasSshServer} from '../support/ssh-server.ts';

const SERVES = 'mkdir -p /www; echo page > /www/index.html; exec httpd -f -p 8080 -h /www';

const web = (ports: readonly string[], more: object = {}): object => ({
  container: {image: BUSYBOX, command: ['sh', '-c', SERVES], ports, grace: '0s', init: true},
  ready: {port: 8080},
  ...more,
});

const address = {alias: {pool: '127.0.0.120-127.0.0.127'}};

const fetches = (...ports: readonly string[]): object => ({
  run: ['sh', '-c', 'for at; do wget -qO- "http://$at/" || exit 1; done', '-', ...ports],
});

async function rigOf(tasks: object): Promise<LaunchRig> {
  return await launchRig(JSON.stringify({tasks}));
}

/** Processes that forward ports. */
function forwardsOf({mark}: LaunchRig): readonly number[] {
  return processesWith(mark)
    .filter(({commandLine}) => commandLine.includes(' -NT '))
    .map(({pid}) => pid);
}

function warningsOf({events}: Launch): readonly string[] {
  return events.flatMap(event => (event.type === 'task-warned' ? [event.warning] : []));
}

describe.skipIf(!hasSshServer && !process.env.CI)('ports of a container on another machine', () => {
  withEngine('over ssh', () => {
    let env: Readonly<Record<string, string>>;
    beforeAll(async () => {
      const ends: (() => Promise<void> | void)[] = [];
      env = await farMachine(end => ends.push(end));
      return async () => {
        for (const end of ends.toReversed()) await end();
      };
    });

    test('are reachable on the local addresses from the launch file', async () => {
      const port = await freePort();
      const rig = await rigOf({
        address,
        leased: web(['${{ tasks.address.ip }}:8080:8080']),
        fixed: web([`${port}:8080`]),
        random: web(['8080', '127.0.0.1::8080']),
        check: fetches(
          ...[
            '${{ tasks.leased.ports.8080 }}',
            '${{ tasks.fixed.ports.8080 }}',
            '${{ tasks.random.ports.8080 }}',
          ],
        ),
      });
      const launch = rig.run([], {env});
      await launch.event('task-done', 'check');
      const {ip} = (await launch.event('task-ready', 'address')).outputs;
      expect((await launch.event('task-ready', 'leased')).outputs['ports.8080']).toBe(`${ip ?? ''}:8080`);
      expect((await launch.event('task-ready', 'fixed')).outputs['ports.8080']).toBe(`127.0.0.1:${port}`);
      launch.signal('SIGINT');
      expect(await launch.ended()).toMatchObject({code: 130, stderr: ''});
      expect(await rig.leftBehind()).toEqual([]);
    });

    test('do not clash between launches of the same file', async () => {
      const tasks = {address, web: web(['${{ tasks.address.ip }}:8080:8080'])};
      const rig = await rigOf(tasks);
      const launches = [rig.run([], {env}), rig.run([], {env})];
      const reached = await Promise.all(
        launches.map(async launch => (await launch.event('task-ready', 'web')).outputs['ports.8080']),
      );
      expect(new Set(reached).size).toBe(2);
      for (const launch of launches) launch.signal('SIGINT');
      for (const launch of launches) expect(await launch.ended()).toMatchObject({code: 130});
      expect(await rig.leftBehind()).toEqual([]);
    });

    test('are forwarded again after a lost connection', async () => {
      const rig = await rigOf({web: web([':8080'])});
      const launch = rig.run([], {env});
      const {outputs} = await launch.event('task-ready', 'web');
      for (const pid of forwardsOf(rig)) process.kill(pid, 'SIGKILL');
      await expect
        .poll(() => warningsOf(launch))
        .toEqual([
          expect.stringMatching(/^the connection that forwards its ports was lost \(.*\); reconnecting$/),
          'its ports are forwarded again',
        ]);
      expect(await (await fetch(`http://${outputs['ports.8080'] ?? ''}/`)).text()).toBe('page\n');
      launch.signal('SIGINT');
      expect(await launch.ended()).toMatchObject({code: 130});
      expect(await rig.leftBehind()).toEqual([]);
    });

    test('are not forwarded for UDP or on a port in use', async () => {
      const port = await listen(createServer());
      const rig = await rigOf({
        taken: web([`${port}:8080`], {allow_failure: true}),
        udp: web(['5353:5353/udp'], {allow_failure: true}),
      });
      const launch = rig.run([], {env});
      expect((await launch.event('task-failed', 'taken')).failure).toMatchObject({
        ...{reason: 'port-taken', use: 'publish', endpoint: `127.0.0.1:${port}`},
        holder: expect.stringContaining(`(pid ${process.pid})`) as string,
      });
      expect((await launch.event('task-failed', 'udp')).failure).toMatchObject({
        ...{reason: 'cannot-start'},
        why: 'port `5353/udp` cannot be forwarded over SSH; publish it for TCP, or use an engine on this machine',
      });
      launch.signal('SIGINT');
      await launch.ended();
      expect(await rig.leftBehind()).toEqual([]);
    });

    test('are no longer forwarded after a kill -9 and `bottle down`', async () => {
      const rig = await rigOf({web: web([':8080'])});
      const killed = rig.run([], {env});
      await killed.event('run-ready');
      expect(forwardsOf(rig)).toHaveLength(1);
      killed.signal('SIGKILL');
      await killed.ended();
      expect(await rig.bottle(['down'], {env}).ended()).toMatchObject({code: 0});
      expect(forwardsOf(rig)).toEqual([]);
      expect(await rig.leftBehind()).toEqual([]);
    });
  });
});
