import {expect, test} from 'vitest';
import type {ListedTask, RunList} from '../../src/schema/run-list.ts';
import {BUSYBOX, docker, withEngine} from '../support/docker.ts';
import {launchRig, type LaunchRig} from '../support/launch-rig.ts';

const LAUNCH = `
tasks:
  box:
    container: {image: '${BUSYBOX}', command: [sh, -c, 'httpd -p 80; while :; do :; done'], ports: ['127.0.0.1::80'], grace: 0s}
    ready: {http: {url: 'http://\${{ tasks.box.ports.80 }}/none', status: 404}}
`;

async function box(rig: LaunchRig): Promise<ListedTask> {
  const {stdout} = await rig.bottle(['ps', '--format', 'json']).ended();
  const task = (JSON.parse(stdout) as RunList).runs[0]?.tasks.find(each => each.task === 'box');
  if (!task) throw new Error(`no task in ${stdout}`);
  return task;
}

withEngine('a container in the list of runs', () => {
  test('has a name, URLs, an address and usage figures', async () => {
    const rig = await launchRig(LAUNCH);
    const launch = rig.run();
    const {outputs} = await launch.event('task-ready', 'box');
    const task = await box(rig);
    expect(task).toMatchObject({state: 'ready', container: outputs.name, pid: null, address: outputs.ip});
    expect(task.urls).toEqual([`http://${outputs['ports.80'] ?? ''}/none`]);
    expect(task.memoryBytes).toBeGreaterThan(10_000);
    expect(task.cpuPercent).toBeGreaterThan(0);
    launch.signal('SIGINT');
    await launch.ended();
  });

  test('is orphaned if its run is dead, and disappears once it is removed', async () => {
    const rig = await launchRig(LAUNCH);
    const launch = rig.run();
    const {outputs} = await launch.event('task-ready', 'box');
    launch.signal('SIGKILL');
    await launch.ended();
    expect((await box(rig)).state).toBe('orphaned');
    await docker('rm', '--force', outputs.name ?? '');
    expect((await box(rig)).state).toBe('gone');
    expect(await rig.bottle(['down']).ended()).toMatchObject({code: 0, stderr: ''});
  });

  test('no longer counts after a manual removal', async () => {
    const rig = await launchRig(
      LAUNCH.replace('tasks:', 'tasks:\n  web: {serve: exec sleep 600}').replace(
        'grace: 0s',
        'grace: 0s, on_exit: ignore',
      ),
    );
    const launch = rig.run();
    const {outputs} = await launch.event('task-ready', 'box');
    await docker('rm', '--force', outputs.name ?? '');
    await launch.event('service-ended', 'box');
    expect((await box(rig)).state).toBe('exited');
    launch.signal('SIGINT');
    await launch.ended();
  });
});
