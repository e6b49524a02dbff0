import {connect, createServer} from 'node:net';
import {expect, onTestFinished, test} from 'vitest';
import {BUSYBOX, docker, withEngine} from '../support/docker.ts';
import {launchRig} from '../support/launch-rig.ts';
import {listen} from '../support/listen.ts';

/**
 * The engine of this machine by TCP; the first response to each of these requests is lost. Returns its address: one that does not count as
 * this machine.
 */
async function forgetfulEngine(...requests: readonly RegExp[]): Promise<string> {
  const lost = new Set(requests);
  const server = createServer(client => {
    const engine = connect('/var/run/docker.sock');
    let isDropped = false;
    client.on('data', (data: Buffer) => {
      const line = data.toString('latin1').split('\r\n', 1)[0] ?? '';
      for (const request of lost) {
        if (!request.test(line)) continue;
        lost.delete(request);
        isDropped = true;
      }
      engine.write(data);
    });
    engine.on('data', (data: Buffer) => (isDropped ? client.destroy() : client.write(data)));
    for (const [from, to] of [
      [client, engine],
      [engine, client],
    ] as const)
      from.on('error', () => to.destroy()).on('close', () => to.destroy());
  });
  onTestFinished(() => void server.close());
  return `tcp://0.0.0.0:${await listen(server)}`;
}

withEngine('an engine on another machine', () => {
  test.each([
    ['creation', /^POST \S*\/containers\/create/],
    ['start', /^POST \S*\/start /],
  ])('that loses the connection during the %s of a container has it once', async (_name, request) => {
    const rig = await launchRig(`
      places: {far: {docker: {host: '${await forgetfulEngine(request)}'}}}
      place: far
      tasks: {box: {container: {image: '${BUSYBOX}', command: [sh, -c, 'echo up; exec sleep 600'], grace: 0s}, ready: {log: up}}}
    `);
    const launch = rig.run();
    await launch.event('run-ready');
    const {run} = await launch.event('run-started');
    expect((await docker('ps', '-q', '--filter', `label=bottle.run=${run}`)).split('\n')).toHaveLength(1);
    const warnings = launch.events.flatMap(event => (event.type === 'task-warned' ? [event.warning] : []));
    expect(warnings).toEqual([
      expect.stringMatching(/^the connection to `far` was lost \(.*\); connecting again$/),
      '`far` responds again',
    ]);
    launch.signal('SIGTERM');
    await launch.ended();
    expect(await docker('ps', '-aq', '--filter', `label=bottle.run=${run}`)).toBe('');
    expect(await rig.leftBehind()).toEqual([]);
  });
});
