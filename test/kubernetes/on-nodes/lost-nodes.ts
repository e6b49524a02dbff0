import {expect, onTestFinished, test} from 'vitest';
import type {ApiObject} from '../../support/kubernetes/api-client.ts';
import type {Cluster} from '../../support/kubernetes/cluster.ts';
import {NODE_IMAGE} from '../../support/kubernetes/image.ts';
import {expectNothingIn} from '../../support/kubernetes/owned-objects.ts';
import {runIn} from '../../support/kubernetes/run-in.ts';
import {launchRig, type LaunchRig} from '../../support/launch-rig.ts';

const LAUNCH = `
  places: {lab: {kubernetes: {}}}
  place: lab
  stop_timeout: 2m
  tasks:
    web:
      container: {image: '${NODE_IMAGE}', command: [httpd, -f, -p, '8080'], grace: 0s}
      ready: {port: 8080, timeout: 90s}
    client: {needs: [web], serve: 'echo up; exec sleep 600', ready: {log: up}}
`;

interface PlacedPod extends ApiObject {
  readonly metadata: ApiObject['metadata'] & {readonly namespace: string};
  readonly spec: {readonly nodeName: string};
}

/** Tests of launches whose node is drained or cut off, or whose API server restarts. */
export function lostNodes(lab: () => Cluster): void {
  /** Starts a launch and returns the location of its pod once it is ready. */
  const startLaunch = async (rig: LaunchRig) => {
    const launch = rig.run([], {env: lab().env});
    await launch.event('run-ready');
    const {items} = await lab().ask<{readonly items: readonly PlacedPod[]}>(
      'GET',
      '/api/v1/pods?labelSelector=bottle.run',
    );
    const [{metadata: {namespace}, spec} = noPod()] = items;
    return {launch, node: spec.nodeName, namespace};
  };

  /** Expects the task to fail, its dependent to be stopped, and nothing to be left. */
  const expectFailure = async (
    rig: LaunchRig,
    launch: ReturnType<LaunchRig['run']>,
    because: string,
  ): Promise<void> => {
    const {exit} = await launch.event('service-ended', 'web');
    expect(exit).toMatchObject({because});
    await launch.event('task-stopped', 'client');
    const {code, stderr} = await launch.ended();
    expect({code, stderr}).toMatchObject({code: 1, stderr: expect.stringContaining(because) as string});
    await expectNothingIn(lab());
    expect(await rig.leftBehind()).toEqual([]);
  };

  const askRuntime = async (name: string, ...args: readonly string[]): Promise<readonly string[]> => {
    const node = lab().nodes.find(each => each.name === name);
    if (!node) throw new Error(`no node ${name}`);
    const output = await runIn(node.namespace, ['ctr', '--namespace=k8s.io', ...args]);
    return output.split('\n').filter(line => line !== '');
  };

  test('fails if the node of a pod is drained', async () => {
    const rig = await launchRig(LAUNCH);
    const {launch, node} = await startLaunch(rig);
    onTestFinished(async () => await lab().uncordon(node));
    await lab().drain(node);
    await expectFailure(rig, launch, 'Eviction API: evicting');
  });

  test(
    'fails if the node of a pod is cut off, and leaves nothing on the node',
    {timeout: 240_000},
    async () => {
      const rig = await launchRig(LAUNCH);
      const {launch, node, namespace} = await startLaunch(rig);
      onTestFinished(async () => await lab().reconnect(node));
      const mine = `labels."io.kubernetes.pod.namespace"==${namespace}`;
      const ids = await askRuntime(node, 'containers', 'ls', '--quiet', mine);
      const running = async (): Promise<readonly string[]> =>
        (await askRuntime(node, 'tasks', 'ls')).filter(
          line => line.includes('RUNNING') && ids.some(id => line.startsWith(id)),
        );
      await lab().cutOff(node);
      await expectFailure(rig, launch, `its node ${node} does not respond`);
      // The container and the pause container of its pod.
      expect(await running()).toHaveLength(2);
      await lab().reconnect(node);
      await expect.poll(running, {timeout: 90_000}).toEqual([]);
    },
  );

  test('is removed completely even if the API server restarts during the teardown', async () => {
    const rig = await launchRig(LAUNCH);
    const {launch} = await startLaunch(rig);
    launch.signal('SIGTERM');
    await launch.event('teardown-started');
    await lab().restart();
    const {code} = await launch.ended();
    expect(code).toBe(143);
    await expectNothingIn(lab());
    expect(await rig.leftBehind()).toEqual([]);
  });
}

function noPod(): never {
  throw new Error('no pod of bottle');
}
