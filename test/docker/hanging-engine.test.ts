import {join} from 'node:path';
import {expect, test} from 'vitest';
import {BUSYBOX, docker, withEngine} from '../support/docker.ts';
import {engineProxy} from '../support/engine-proxy.ts';
import {launchRig} from '../support/launch-rig.ts';

withEngine('an engine that stops responding', () => {
  test('delays a teardown by at most `stop_timeout`, and leaves other tasks their grace period', async () => {
    const rig = await launchRig(`
      stop_timeout: 8s
      tasks:
        db: {serve: "trap 'echo saved; exit' TERM; echo up; while :; do read -r line < never; done", ready: {log: up}}
        inside: {network: {}}
        box: {needs: [db], container: {image: '${BUSYBOX}', command: [sleep, '3600'], networks: [inside]}}
    `);
    await rig.gate('never');
    const proxy = await engineProxy(join(rig.dir, 'docker.sock'));
    const launch = rig.run([], {env: {DOCKER_HOST: proxy.address}});
    const {outputs} = await launch.event('task-ready', 'box');
    const network = (await launch.event('task-ready', 'inside')).outputs;
    await launch.event('run-ready');
    proxy.hang();
    launch.signal('SIGTERM');
    const {code, stderr} = await launch.ended();
    expect(code).toBe(3);
    const at = (type: string): number => launch.events.find(event => event.type === type)?.at ?? NaN;
    // Each of the two requests alone would take 20 s or more.
    expect(at('run-ended') - at('teardown-started')).toBeLessThan(19_000);
    expect(stderr).toContain(`error: could not remove container ${outputs.name}`);
    expect(stderr).toContain(`error: could not remove network ${network.name}`);
    expect(launch.events).toContainEqual(expect.objectContaining({type: 'task-output', line: 'saved'}));
    // The container is still in the journal.
    proxy.recover();
    const next = await rig.bottle(['down']).ended();
    expect(next).toMatchObject({code: 0, stdout: expect.stringContaining('cleaned up dead run') as string});
    expect(await docker('ps', '-aq', '--filter', `name=${outputs.name}`)).toBe('');
    expect(await docker('network', 'ls', '-q', '--filter', `name=${network.name}`)).toBe('');
  });
});
