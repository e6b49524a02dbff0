import {beforeEach, test} from 'vitest';
import {needsGuests} from '../support/guests.ts';
import {injectedError} from '../support/throw-in.ts';
import {machineRig} from './machine-rig.ts';

beforeEach(needsGuests);

test('an error thrown while watching the logs of a machine ends the run with a teardown and is then reported', async () => {
  const talking = `[sh, -c, 'echo up; while :; do echo line; sleep 0.1; done']`;
  const rig = await machineRig(
    `tasks: {vm: {machine: {image: ./agent.smolmachine, command: ${talking}}, ready: {log: up}}}`,
    {version: '1.28.1'},
  );
  const error = injectedError(rig, 'watch');
  const launch = rig.launch([], {env: error.env});
  await launch.event('run-ready');
  await error.throwNow();
  await error.expectReported(launch);
  await rig.expectNothingLeft();
});
