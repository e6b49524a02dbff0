import {expect, test} from 'vitest';
import {BUSYBOX, withEngine} from '../support/docker.ts';
import {launchRig} from '../support/launch-rig.ts';
import {expectPodOfThree, linesOf, POD_OF_THREE} from '../support/pod-of-three.ts';

withEngine('containers of one pod', () => {
  test('share a network, and start and stop in dependency order', async () => {
    const launch = await expectPodOfThree(await launchRig(POD_OF_THREE(BUSYBOX)), {});
    expect(linesOf(launch).slice(2)).toEqual(['web: web stopped', 'store: store stopped']);
  });
});
