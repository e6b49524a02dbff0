import type {Pod} from 'kubernetes-types/core/v1.js';
import {expect, test} from 'vitest';
import {graceLeft} from '../../src/kubernetes/pod-removal.ts';
import {systemClock} from '../../src/processes/system-clock.ts';
import type {TaskName} from '../../src/vocabulary/ids.ts';
import type {ObjectRecord} from '../../src/vocabulary/journal-record.ts';
import {fakeApiServer} from '../support/fake-api-server.ts';

const status = (name: string, state: object) => ({
  ...{name, image: 'x', imageID: '', ready: false, restartCount: 0, state},
});

/** The status from a kubelet after the second container was stopped. */
const POD: Pod = {
  spec: {containers: ['web', 'cache'].map(name => ({name, image: 'x'}))},
  status: {
    phase: 'Running',
    containerStatuses: [status('cache', {terminated: {exitCode: 0}}), status('web', {running: {}})],
  },
};

const HOOK = {command: 'x', shell: 'sh', cwd: '/', env: {}, values: {}, secrets: {}};

/** The container in which the pre_stop commands are requested, if they are. */
async function hookedContainer(container?: string): Promise<string | undefined> {
  const {server, url, client} = await fakeApiServer(() => undefined);
  let asked: string | undefined;
  server.on('upgrade', ({url: path = ''}, socket) => {
    asked = new URL(path, url).searchParams.get('container') ?? undefined;
    socket.end('HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n');
  });
  const {signal} = new AbortController();
  const record: ObjectRecord = {
    ...{made: 'object', kind: 'Pod', name: 'shop', namespace: 'default', run: 'x', graceMs: 60_000},
    ...{cluster: {server: url}, preStop: [{command: HOOK}]},
    ...(container !== undefined && {container}),
  };
  await graceLeft({
    ...{record, pod: POD, client: client()},
    context: {
      ...{task: 'web' as TaskName, force: signal, expired: signal, services: {clock: systemClock}},
      report: () => undefined,
      async beforeStop(_record, channel) {
        await channel.exec(['x'], {signal}).catch(() => undefined);
      },
    },
  });
  return asked;
}

test('pre_stop commands of a pod run in its first container', async () => {
  expect(await hookedContainer()).toBe('web');
});

test('pre_stop commands of an exited container do not run', async () => {
  expect(await hookedContainer('cache')).toBeUndefined();
});
