import {randomUUID} from 'node:crypto';
import {connect, createServer, type Socket} from 'node:net';
import {expect, onTestFinished, test} from 'vitest';
import {BUSYBOX, docker, withEngine} from '../support/docker.ts';
import {launchRig} from '../support/launch-rig.ts';
import {listen} from '../support/listen.ts';

/** Cuts all connections to the engine at the first matching request. */
interface Loss {
  readonly request: RegExp;
  /** Cuts them before the request reaches the engine. Default: before the response reaches the client. */
  readonly isBeforeRequest?: boolean;
  /** Awaited before the response is dropped. */
  until?(): Promise<void>;
}

/**
 * Serves the engine of this machine over TCP connections that are cut once. Returns an address that counts as another
 * machine.
 */
async function forgetfulEngine({request, isBeforeRequest = false, until}: Loss): Promise<string> {
  let isLost = false;
  const clients = new Set<Socket>();
  const loseAll = (): void => {
    for (const client of clients) client.destroy();
  };
  const server = createServer(client => {
    clients.add(client);
    const engine = connect('/var/run/docker.sock');
    let isDropped = false;
    client.on('data', (data: Buffer) => {
      const line = data.toString('latin1').split('\r\n', 1)[0] ?? '';
      if (!isLost && request.test(line)) isDropped = isLost = true;
      if (isDropped && isBeforeRequest) loseAll();
      else engine.write(data);
    });
    engine.on('data', (data: Buffer) => {
      if (!isDropped) client.write(data);
      else void (until?.() ?? Promise.resolve()).then(loseAll);
    });
    for (const [from, to] of [
      [client, engine],
      [engine, client],
    ] as const)
      from
        .on('error', () => to.destroy())
        .on('close', () => {
          clients.delete(client);
          to.destroy();
        });
  });
  onTestFinished(() => void server.close());
  return `tcp://0.0.0.0:${await listen(server)}`;
}

const JOIN = /^POST \S*\/networks\/\S*\/connect /;
const FILES = /^PUT \S*\/archive/;
const START = /^POST \S*\/start /;

withEngine('an engine on another machine', () => {
  test.each<readonly [string, Loss]>([
    ['the response to the creation', {request: /^POST \S*\/containers\/create/}],
    ['the response to the start', {request: START}],
    ['the request for the start', {request: START, isBeforeRequest: true}],
    ['the response to the files', {request: FILES}],
    ['the request for the files', {request: FILES, isBeforeRequest: true}],
    ['the response to the join', {request: JOIN}],
    ['the request for the join', {request: JOIN, isBeforeRequest: true}],
  ])('creates a container once and keeps its output if the connection loses %s', async (_name, loss) => {
    const rig = await launchRig(`
      places: {far: {docker: {host: '${await forgetfulEngine(loss)}'}}}
      place: far
      tasks:
        one: {network: {}}
        two: {network: {}}
        box:
          container:
            image: '${BUSYBOX}'
            command: [sh, -c, 'cat /made; exec sleep 600']
            grace: 0s
            networks: [one, two]
            configs: [{content: "up\\n", target: /made}]
          ready: [{log: up}, {exec: [sh, -c, 'test "$(ls /sys/class/net | grep -c eth)" = 2']}]
    `);
    const launch = rig.run();
    await launch.event('run-ready');
    const {run} = await launch.event('run-started');
    expect((await docker('ps', '-q', '--filter', `label=bottle.run=${run}`)).split('\n')).toHaveLength(1);
    const warnings = launch.events.flatMap(event => (event.type === 'task-warned' ? [event.warning] : []));
    // Excludes the warning that output continues from the log, because it depends on timing.
    expect(warnings.filter(each => !each.startsWith('the connection to its output'))).toEqual([
      expect.stringMatching(/^the connection to `far` was lost \(.*\); reconnecting$/),
      '`far` responds again',
    ]);
    launch.signal('SIGTERM');
    await launch.ended();
    expect(await docker('ps', '-aq', '--filter', `label=bottle.run=${run}`)).toBe('');
    expect(await rig.leftBehind()).toEqual([]);
  });

  test('keeps output that the log does not have if the connection loses the request for the start', async () => {
    const rig = await launchRig(`
      places: {far: {docker: {host: '${await forgetfulEngine({request: START, isBeforeRequest: true})}'}}}
      place: far
      tasks:
        box:
          # Without the end of its line, the output is not in the log of the engine.
          container: {image: '${BUSYBOX}', command: [sh, -c, 'printf up; exec sleep 600'], grace: 0s}
          ready: {log: up}
    `);
    const launch = rig.run();
    await launch.event('run-ready');
    launch.signal('SIGTERM');
    await launch.ended();
    expect(await rig.leftBehind()).toEqual([]);
  });

  test('runs a container once if the connection loses the response to the start until the container has ended', async () => {
    const job = randomUUID();
    const since = String(Date.now() / 1000);
    const ended = ['ps', '-aq', '--filter', `label=job=${job}`, '--filter', 'status=exited'];
    const host = await forgetfulEngine({
      request: START,
      until: async () => {
        await expect.poll(async () => await docker(...ended)).not.toBe('');
      },
    });
    const rig = await launchRig(`
      places: {far: {docker: {host: '${host}'}}}
      place: far
      tasks: {box: {container: {image: '${BUSYBOX}', command: [echo, ran], ends: true, labels: {job: '${job}'}}}}
    `);
    const launch = rig.run();
    await launch.ended();
    const lines = launch.events.flatMap(event => (event.type === 'task-output' ? event.line : []));
    expect(lines).toEqual(['ran']);
    const period = ['--since', since, '--until', String(Date.now() / 1000)];
    const starts = ['--filter', `label=job=${job}`, '--filter', 'event=start', '--format', '{{.Action}}'];
    expect(await docker('events', ...period, ...starts)).toBe('start');
  });
});
