import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {inCluster} from '../../../src/kubernetes/api/in-cluster.ts';
import {systemClock} from '../../../src/processes/system-clock.ts';
import {temporaryDirectory} from '../../support/temporary-directory.ts';

const env = {KUBERNETES_SERVICE_HOST: 'fd00::1', KUBERNETES_SERVICE_PORT: '443'};

test('a pod reaches its own cluster with its service account', async () => {
  const folder = await temporaryDirectory();
  await writeFile(join(folder, 'token'), 'abc\n');
  await writeFile(join(folder, 'ca.crt'), 'CA');
  await writeFile(join(folder, 'namespace'), 'sandboxes\n');
  const access = await inCluster({env, clock: systemClock}, folder);
  expect(access).toMatchObject({
    ...{server: 'https://[fd00::1]:443', namespace: 'sandboxes', source: 'the service account of this pod'},
    tls: {insecure: false, ca: 'CA'},
  });
  expect(await access?.credentials.current(new AbortController().signal)).toEqual({
    headers: {authorization: 'Bearer abc'},
  });
});

test('there is no in-cluster configuration outside a pod, or in a pod without a service account', async () => {
  const folder = await temporaryDirectory();
  expect(await inCluster({env, clock: systemClock}, folder)).toBeUndefined();
  await writeFile(join(folder, 'token'), 'abc');
  expect(await inCluster({env: {}, clock: systemClock}, folder)).toBeUndefined();
});
