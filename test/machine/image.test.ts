import {beforeEach, expect, test} from 'vitest';
import {needsGuests} from '../support/guests.ts';
import {machineRig} from './machine-rig.ts';

beforeEach(needsGuests);

const FILE = 'tasks: {vm: {machine: {image: "alpine:3.22", command: [sleep, infinity]}, ready: {echo: {}}}}';

test('an image that smolvm pulls inside a machine without a network is rejected, and nothing is created', async () => {
  const rig = await machineRig(FILE, {version: '1.22.2'});
  expect(await rig.launch().ended()).toMatchObject({
    code: 1,
    stderr:
      'error: task `vm` cannot start `machine`: smolvm 1.22.2 pulls `alpine:3.22` inside the machine, which has no network; set `net: true` (not needed from 1.25.1 on)\n',
  });
  expect(await rig.lifeCalls()).toEqual([]);
});

test('newer versions of smolvm pull an image on the host', async () => {
  const rig = await machineRig(FILE, {version: '1.32.2'});
  const launch = rig.launch();
  await launch.event('run-ready');
  expect(await rig.smolvm.machines()).toMatchObject([{network: false}]);
  launch.signal('SIGTERM');
  expect((await launch.ended()).code).toBe(143);
  await rig.expectNothingLeft();
});
