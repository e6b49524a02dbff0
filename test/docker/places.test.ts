import {beforeAll, describe, expect, test} from 'vitest';
import {BUSYBOX, docker, withEngine} from '../support/docker.ts';
import {farMachine} from '../support/far-machine.ts';
import type {Launch} from '../support/launch.ts';
import {launchRig, type LaunchRig} from '../support/launch-rig.ts';
import {processesWith} from '../support/marked-processes.ts';
import {hasSshServer} from '../support/ssh-server.ts';
import {canLinkMachines, tcpMachine, type TcpMachine} from '../support/tcp-machine.ts';

const SERVES = 'mkdir -p /www; hostname > /www/index.html; exec httpd -f -p 8080 -h /www';

const web = (name: string, more: object = {}, keys: object = {}): object => ({
  container: {
    ...{image: BUSYBOX, command: ['sh', '-c', SERVES], hostname: name, grace: '0s', init: true},
    ...keys,
  },
  ready: {port: 8080},
  ...more,
});

const published = (port = '${{ tasks.address.ip }}:8080:8080'): object => ({ports: [port]});

const LOST = expect.stringMatching(/^the connection to `lab` was lost \(.*\); reconnecting$/) as unknown;

/** A dropped connection is noticed within 15 s and retried for a minute. Each try takes seconds on a busy machine. */
const LONG = {timeout: 100_000};

function warningsOf({events}: Launch): readonly string[] {
  return events.flatMap(event => (event.type === 'task-warned' ? [event.warning] : []));
}

function linesOf({events}: Launch, task: string): readonly string[] {
  return events.flatMap(event => (event.type === 'task-output' && event.task === task ? [event.line] : []));
}

function killIfAlive(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // The process has already ended.
  }
}

const address = {alias: {pool: '127.0.0.128-127.0.0.143'}};

const fetches = (...ports: readonly string[]): object => ({
  run: ['sh', '-c', 'for at; do wget -qO- "http://$at/" || exit 1; done', '-', ...ports],
});

describe.skipIf(!(hasSshServer && canLinkMachines) && !process.env.CI)('engines on other machines', () => {
  withEngine('in one launch file', () => {
    let env: Readonly<Record<string, string>>;
    let far: TcpMachine;
    let places: object;

    beforeAll(async () => {
      const ends: (() => Promise<void> | void)[] = [];
      const whenOver = (end: () => Promise<void> | void): void => void ends.push(end);
      const {DOCKER_HOST: host = '', ...variables} = await farMachine(whenOver);
      far = await tcpMachine(whenOver);
      env = variables;
      places = {
        big: {docker: {host}},
        lab: {docker: {host: far.host, publish: far.address, certs: far.certs}},
      };
      return async () => {
        for (const end of ends.toReversed()) await end();
      };
    }, 120_000);

    const rigOf = async (tasks: object): Promise<LaunchRig> =>
      await launchRig(JSON.stringify({places, tasks}));

    test('make containers reachable on local addresses from the launch file', async () => {
      const rig = await rigOf({
        address,
        here: web('here', {}, published('8080')),
        ssh: web('ssh', {place: 'big'}, published()),
        tcp: web('tcp', {place: 'lab', needs: ['ssh']}, published('${{ tasks.address.ip }}:8081:8080')),
        check: fetches(
          ...['${{ tasks.here.ports.8080 }}', '${{ tasks.ssh.ports.8080 }}', '${{ tasks.tcp.ports.8080 }}'],
        ),
        inside: {exec: {in: 'tcp', command: 'echo name=$(hostname)', outputs: ['name']}, needs: ['check']},
      });
      const launch = rig.run([], {env});
      await launch.event('task-done', 'check');
      const {ip = ''} = (await launch.event('task-ready', 'address')).outputs;
      expect((await launch.event('task-ready', 'tcp')).outputs['ports.8080']).toBe(`${ip}:8081`);
      expect((await launch.event('task-ready', 'ssh')).outputs['ports.8080']).toBe(`${ip}:8080`);
      expect((await launch.event('task-done', 'inside')).outputs.name).toBe('tcp');
      const {run} = await launch.event('run-started');
      expect(await docker('ps', '--filter', `label=bottle.run=${run}`, '--format', '{{.Names}}')).toBe(
        `bottle-${run}-here`,
      );
      expect(await far.docker('ps', '--format', '{{.Names}}')).toBe(`bottle-${run}-tcp`);

      const ps = await rig.bottle(['ps', '--format', 'json'], {env}).ended();
      const {runs} = JSON.parse(ps.stdout) as {runs: {tasks: {task: string; state: string}[]}[]};
      const states = runs.flatMap(({tasks}) => tasks.map(({task, state}) => [task, state] as const));
      expect(Object.fromEntries(states)).toMatchObject({here: 'ready', ssh: 'ready', tcp: 'ready'});
      const where = await rig.bottle(['exec', 'ssh', 'hostname'], {env}).ended();
      expect(where).toMatchObject({code: 0, stdout: 'ssh\n'});

      launch.signal('SIGINT');
      expect(await launch.ended()).toMatchObject({code: 130, stderr: ''});
      expect(await far.docker('ps', '-aq')).toBe('');
      expect(await rig.leftBehind()).toEqual([]);
    });

    test('are found by `bottle down` after a kill -9', async () => {
      const net = {place: 'lab', network: {}};
      const data = {place: 'lab', volume: {}};
      const keys = {...published(':8080'), networks: ['net'], volumes: ['data:/data']};
      const rig = await rigOf({
        net,
        data,
        tcp: web('tcp', {place: 'lab'}, keys),
        ssh: web('ssh', {place: 'big'}),
      });
      const killed = rig.run([], {env});
      await killed.event('run-ready');
      killed.signal('SIGKILL');
      await killed.ended();
      expect(await far.docker('ps', '-q')).not.toBe('');
      expect(await rig.bottle(['down'], {env}).ended()).toMatchObject({code: 0});
      expect(await far.docker('ps', '-aq')).toBe('');
      expect(await far.docker('volume', 'ls', '-q')).toBe('');
      expect(await far.docker('network', 'ls', '--filter', 'label=bottle.run', '-q')).toBe('');
      expect(await rig.leftBehind()).toEqual([]);
    });

    test('build images and receive files of `copy`', async () => {
      const rig = await rigOf({
        image: {place: 'lab', image: {build: '.', dockerfile: 'Dockerfile'}},
        box: {
          place: 'lab',
          container: {image: '${{ tasks.image.ref }}', command: ['sleep', '3600'], grace: '0s', init: true},
        },
        copy: {copy: {from: './given', to: 'box:/tmp/given'}},
        read: {
          exec: {in: 'box', command: 'echo all=$(cat /built /tmp/given)', outputs: ['all']},
          needs: ['copy'],
        },
      });
      await rig.write('Dockerfile', `FROM ${BUSYBOX}\nCOPY given /built\n`);
      await rig.write('given', 'given\n');
      const launch = rig.run(['--until', 'read'], {env});
      expect((await launch.event('task-done', 'read')).outputs.all).toBe('given given');
      expect(await launch.ended()).toMatchObject({code: 0});
      expect(await far.docker('ps', '-aq')).toBe('');
    });

    test('are reconnected after a network failure, with each line of output exactly once', async () => {
      const counts = 'i=0; while :; do echo $((i += 1)); sleep 0.2; done';
      const rig = await rigOf({
        counter: {
          place: 'lab',
          container: {image: BUSYBOX, command: ['sh', '-c', counts], grace: '0s', init: true},
          ready: {log: '3'},
        },
      });
      const launch = rig.run([], {env});
      await launch.event('task-ready', 'counter');
      await far.cutOff();
      try {
        await expect.poll(() => warningsOf(launch), LONG).toEqual([LOST]);
      } finally {
        await far.reconnect();
      }
      // A third warning may say that output continues from the log.
      await expect.poll(() => warningsOf(launch).slice(0, 2), LONG).toEqual([LOST, '`lab` responds again']);
      const seen = linesOf(launch, 'counter').length;
      await expect.poll(() => linesOf(launch, 'counter').length, LONG).toBeGreaterThan(seen + 3);
      const lines = linesOf(launch, 'counter').map(Number);
      expect(lines).toEqual(lines.map((_, at) => at + 1));
      launch.signal('SIGINT');
      expect(await launch.ended()).toMatchObject({code: 130});
      expect(await far.docker('ps', '-aq')).toBe('');
    }, 360_000);

    test('are reconnected over ssh after the connection was killed', async () => {
      const counts = 'i=0; while :; do echo $((i += 1)); sleep 0.2; done';
      const container = {image: BUSYBOX, command: ['sh', '-c', counts], grace: '0s', init: true};
      const rig = await rigOf({counter: {place: 'big', container, ready: {log: '3'}}});
      const launch = rig.run([], {env});
      await launch.event('task-ready', 'counter');
      const connections = processesWith(rig.mark).filter(({commandLine}) =>
        commandLine.includes('dial-stdio'),
      );
      expect(connections.length).toBeGreaterThan(0);
      for (const {pid} of connections) killIfAlive(pid);
      const seen = linesOf(launch, 'counter').length;
      await expect.poll(() => linesOf(launch, 'counter').length, LONG).toBeGreaterThan(seen + 5);
      const lines = linesOf(launch, 'counter').map(Number);
      expect(lines).toEqual(lines.map((_, at) => at + 1));
      const inside = ['exec', 'counter', '--', 'echo', 'inside'];
      expect((await rig.bottle(inside, {env}).ended()).stdout).toBe('inside\n');
      launch.signal('SIGINT');
      expect(await launch.ended()).toMatchObject({code: 130});
      expect(await rig.leftBehind()).toEqual([]);
    }, 240_000);

    test('serve ten concurrent launches of one file', async () => {
      const rig = await rigOf({address, web: web('web', {place: 'lab'}, published())});
      const launches = Array.from({length: 10}, () => rig.run([], {env}));
      const reached = await Promise.all(
        launches.map(async launch => (await launch.event('task-ready', 'web')).outputs['ports.8080'] ?? ''),
      );
      expect(new Set(reached).size).toBe(10);
      const pages = await Promise.all(reached.map(async at => await (await fetch(`http://${at}/`)).text()));
      expect(pages).toEqual(Array.from({length: 10}, () => 'web\n'));
      for (const launch of launches) launch.signal('SIGINT');
      for (const launch of launches) expect(await launch.ended()).toMatchObject({code: 130});
      expect(await far.docker('ps', '-aq')).toBe('');
      expect(await rig.leftBehind()).toEqual([]);
    }, 120_000);
  });
});
