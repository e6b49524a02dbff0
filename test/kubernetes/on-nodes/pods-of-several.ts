import {expect, test} from 'vitest';
import type {Cluster} from '../../support/kubernetes/cluster.ts';
import {NODE_IMAGE} from '../../support/kubernetes/image.ts';
import {expectNothingIn} from '../../support/kubernetes/owned-objects.ts';
import {launchRig} from '../../support/launch-rig.ts';
import {expectPodOfThree, POD_OF_THREE} from '../../support/pod-of-three.ts';

const FILE = POD_OF_THREE(NODE_IMAGE, 'places: {lab: {kubernetes: {}}}\nplace: lab');

/** Tests of containers that share a pod. */
export function podsOfSeveral(lab: () => Cluster): void {
  test('has one network, and starts and stops its containers in dependency order', async () => {
    await expectPodOfThree(await launchRig(FILE), lab().env);
    await expectNothingIn(lab());
  });

  test('restarts as a whole, beginning with its first container', async () => {
    const rig = await launchRig(FILE);
    const {env} = lab();
    const launch = rig.run([], {env});
    await launch.event('run-ready');
    expect(await rig.bottle(['restart', 'store'], {env}).ended()).toMatchObject({code: 0});
    const alone = await rig.bottle(['restart', 'web'], {env}).ended();
    expect(alone.code).not.toBe(0);
    expect(alone.stderr).toContain('a container of a pod runs only once');
    launch.signal('SIGTERM');
    await launch.ended();
    await expectNothingIn(lab());
  });
}
