import {randomUUID} from 'node:crypto';
import type {Container, Pod} from 'kubernetes-types/core/v1.js';
import type {KubernetesClient} from '../../../src/kubernetes/api/client.ts';
import {follow} from '../../../src/kubernetes/api/follow.ts';
import type {ObjectChange} from '../../../src/kubernetes/api/followed-objects.ts';
import {createObject} from '../../../src/kubernetes/api/objects.ts';
import type {PodTarget} from '../../../src/kubernetes/api/pod-target.ts';
import {resources} from '../../../src/kubernetes/api/resource.ts';
import {within} from '../within.ts';
import {NODE_IMAGE} from './image.ts';

/** Creates a uniquely named busybox pod, and waits until its container runs or has ended. */
export async function testPod(
  client: KubernetesClient,
  container: Partial<Container> = {},
): Promise<PodTarget> {
  const pod = `pod-${randomUUID()}`;
  const target = {client, namespace: 'default', pod, container: 'main'};
  const over = new AbortController();
  const {signal} = over;
  const defaults = {
    ...{name: 'main', image: NODE_IMAGE, imagePullPolicy: 'IfNotPresent'},
    command: ['sh', '-c', 'trap exit TERM; while :; do sleep 1; done'],
  };
  await createObject(
    client,
    resources.pods,
    {
      metadata: {name: pod, namespace: target.namespace},
      spec: {
        ...{restartPolicy: 'Never', terminationGracePeriodSeconds: 0},
        containers: [{...defaults, ...container}],
      },
    },
    {signal},
  );
  await within(
    () => `the container of ${pod}`,
    new Promise<void>((resolve, reject) => {
      const onChange = ({object}: ObjectChange<Pod>): void => {
        if (object.status?.phase !== 'Pending') resolve();
      };
      follow<Pod>(
        client,
        resources.pods,
        {onChange},
        {
          ...{namespace: target.namespace, fields: `metadata.name=${pod}`, signal},
        },
      ).catch(reject);
    }),
  );
  over.abort();
  return target;
}
