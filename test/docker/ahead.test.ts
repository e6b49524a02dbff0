import {execFileSync} from 'node:child_process';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {BUSYBOX, withEngine} from '../support/docker.ts';
import {engineProxy} from '../support/engine-proxy.ts';
import {standinRegistry, type Registry} from '../support/registry.ts';
import {launchFolder} from './launch-here.ts';

/** Blocks until the test creates `go`. */
const GATE = {run: 'until [ -e go ]; do sleep 0.05; done'};

const ENDS = {command: ['/bin/busybox', 'true'], ends: true};

withEngine('images pulled ahead of their tasks', () => {
  test('are present when the needs of the task are met: no layer is downloaded again', async () => {
    const registry = await standinRegistry();
    const folder = await launchFolder();
    const launch = await folder.launch({tasks: {gate: GATE, box: boxOf(registry)}});
    await registry.reached(/GET blobs\/layer/);
    const {doing} = await launch.event('task-progressed', 'box');
    expect(doing).toContain(`pulling ${registry.ref} ahead`);
    // The image has no tag until its task starts, because it is pulled by digest.
    await expect.poll(() => imagesOf(registry)).toEqual(['<none>']);
    const before = [...registry.requests];
    await folder.write('go', '');
    expect(await launch.ended).toMatchObject({failures: [], leftovers: []});
    expect(imagesOf(registry)).toEqual(['1']);
    expect(registry.requests).toEqual(before);
    const types = launch.events
      .filter(event => 'task' in event && event.task === 'box')
      .map(({type}) => type);
    expect(types.indexOf('task-progressed')).toBeLessThan(types.indexOf('task-started'));
  });

  test('include those of `image` tasks, which wait for unfinished downloads', async () => {
    const registry = await standinRegistry();
    const release = registry.hold();
    const folder = await launchFolder();
    const app = {image: {pull: registry.ref}, needs: ['gate']};
    const launch = await folder.launch({tasks: {gate: GATE, app}});
    await registry.reached(/GET blobs\/layer/);
    await folder.write('go', '');
    await launch.event('task-started', 'app');
    release();
    expect(await launch.ended).toMatchObject({failures: [], leftovers: []});
    expect(registry.requests.filter(request => request === 'GET blobs/layer')).toHaveLength(1);
    expect(imagesOf(registry)).toEqual(['1']);
  });

  test('do not replace an image that another task has built with the same name', async () => {
    const registry = await standinRegistry();
    const folder = await launchFolder();
    const build = {run: `${GATE.run}; docker tag ${BUSYBOX} ${registry.ref}`};
    const box = {
      container: {...ENDS, image: registry.ref, command: ['sh', '-c', 'cat /id']},
      needs: ['build'],
    };
    const launch = await folder.launch({tasks: {build, box: {...box, allow_failure: true}}});
    await registry.reached(/GET blobs\/layer/);
    await expect.poll(() => imagesOf(registry)).toEqual(['<none>']);
    await folder.write('go', '');
    await launch.ended;
    // Only the registry's image contains this file.
    expect(launch.lines('box')).toEqual([expect.stringContaining('No such file')]);
  });

  test('are no longer downloaded once the run stops', async () => {
    const registry = await standinRegistry();
    registry.hold();
    const folder = await launchFolder();
    const launch = await folder.launch({tasks: {gate: GATE, box: boxOf(registry)}});
    await registry.reached(/GET blobs\/layer/);
    launch.stop();
    expect(await launch.ended).toMatchObject({failures: [], cancelled: ['box', 'gate'], leftovers: []});
    expect(imagesOf(registry)).toEqual([]);
  });

  test('are reported as failed only when their task starts', async () => {
    const registry = await standinRegistry();
    const image = registry.ref.replace(/:1$/, ':2');
    const folder = await launchFolder();
    const launch = await folder.launch({
      tasks: {gate: GATE, box: {...boxOf(registry), container: {...ENDS, image}}},
    });
    await registry.reached(/manifests\/2/);
    await folder.write('go', '');
    const {failures} = await launch.ended;
    expect(failures).toMatchObject([{reason: 'docker', task: 'box', doing: `pull \`${image}\``}]);
    const types = launch.events.flatMap(event =>
      'task' in event && event.task === 'box' ? [event.type] : [],
    );
    expect(types.indexOf('task-started')).toBeLessThan(types.indexOf('task-failed'));
  });

  test.each([
    ['a task that is skipped', {if: "${{ vars.never == 'yes' }}"}],
    ['a task that may be skipped', {if: "${{ tasks.gate.stdout == 'x' }}"}],
    ['`pull: never`', {pull: 'never'}],
    ['a name that reads an output', {image: '${{ tasks.gate.stdout }}'}],
  ])(
    'do not include %s',
    async (_, {if: condition, ...keys}: {if?: string; pull?: string; image?: string}) => {
      const registry = await standinRegistry();
      const env: NodeJS.ProcessEnv = {...process.env};
      const folder = await launchFolder(env);
      const asked: string[] = [];
      const {address} = await engineProxy(
        join(folder.dir, 'engine.sock'),
        async line => void asked.push(line),
      );
      env.DOCKER_HOST = address;
      const box = {
        container: {...ENDS, image: registry.ref, ...keys},
        needs: ['gate'],
        ...(condition && {if: condition}),
      };
      const launch = await folder.launch({
        vars: {never: ''},
        tasks: {gate: GATE, box: {...box, allow_failure: true}, net: {network: {}}},
      });
      await launch.event('task-ready', 'net');
      expect(asked.filter(line => /images|distribution/.test(line))).toEqual([]);
      launch.stop();
      await launch.ended;
      expect(registry.requests).toEqual([]);
    },
  );

  test('use only slots that no task needs', async () => {
    const registry = await standinRegistry();
    const folder = await launchFolder();
    const launch = await folder.launch({jobs: 1, tasks: {gate: GATE, box: boxOf(registry)}});
    await launch.event('task-running', 'gate');
    expect(registry.requests).toEqual([]);
    await folder.write('go', '');
    expect(await launch.ended).toMatchObject({failures: [], leftovers: []});
  });
});

function boxOf({ref}: Registry): object {
  return {container: {...ENDS, image: ref}, needs: ['gate']};
}

/** Tags of the registry's image that the engine has. */
function imagesOf({ref}: Registry): readonly string[] {
  const list = ['image', 'ls', '--format', '{{.Tag}}', ref.replace(/:1$/, '')];
  return execFileSync('docker', list, {encoding: 'utf8'})
    .split('\n')
    .filter(tag => tag !== '');
}
