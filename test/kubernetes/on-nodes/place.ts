import {expect, test} from 'vitest';
import type {Cluster} from '../../support/kubernetes/cluster.ts';
import {NODE_IMAGE} from '../../support/kubernetes/image.ts';
import {containerRequest, placeRig} from '../../support/kubernetes/place-rig.ts';

/** Tests of the interface of places, with nodes that run pods. */
export function placeOnNodes(lab: () => Cluster): void {
  test('runs a container in its own namespace, and removes both', async () => {
    const rig = await placeRig(lab().kubeconfig);
    const request = containerRequest({
      ...{image: NODE_IMAGE, env: {TOKEN: 'hidden $1', PLAIN: '$HOME'}, graceMs: 10_000},
      keys: {
        command: [
          'sh',
          '-c',
          'trap "exit 0" TERM; echo "$TOKEN $PLAIN"; cat /etc/app.conf; sleep 1000 & wait',
        ],
      },
      files: [
        ...[{target: '/etc/app.conf', content: 'x = 1\n', mode: 0o444, uid: 0, gid: 0, isSecret: false}],
        ...[{target: '/run/secrets/T', content: 's', mode: 0o400, uid: 0, gid: 0, isSecret: true}],
      ],
    });
    const placed = await rig.place.createContainer(request, rig.context('web'));
    await placed.start();
    const signal = AbortSignal.timeout(30_000);
    const {stdout} = await placed.channel.exec(['cat', '/run/secrets/T'], {signal});
    expect(stdout).toBe('s');
    expect(await rig.remove()).toEqual([]);
    expect(await placed.ended()).toMatchObject({code: 0});
    expect((await lab().request('GET', `/api/v1/namespaces/bottle-${rig.run}`)).status).toBe(404);
  });
}
