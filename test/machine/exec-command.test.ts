import {beforeEach, expect} from 'vitest';
import {needsGuests} from '../support/guests.ts';
import {machineRig, withVersions} from './machine-rig.ts';

beforeEach(needsGuests);

const LAUNCH = `
  tasks:
    vm: {machine: {from: ./agent.smolmachine, env: {IN: vm}}, ready: {echo: {successes: 2}}}
`;

withVersions(
  'smolvm $version: `bottle exec` and `bottle shell` run commands in a machine',
  async ({version}) => {
    const rig = await machineRig(LAUNCH, {version});
    const {env} = rig.smolvm;
    expect(await rig.bottle(['up', '-d'], {env}).ended()).toMatchObject({code: 0});
    // The run reports the location of smolvm, because the environment of the call is different.
    const command = await rig.bottle(['exec', 'vm', '--', 'sh', '-c', 'echo in $IN; exit 4']).ended();
    expect(command).toMatchObject({code: 4, stdout: 'in vm\n'});
    const shell = rig.bottle(['shell', 'vm']);
    shell.type('exit 5\n');
    expect((await shell.ended()).code).toBe(5);
    expect((await rig.bottle(['down'], {env}).ended()).code).toBe(0);
    await expect.poll(async () => (await rig.leftBehind()).length).toBe(0);
    await rig.expectNothingLeft();
  },
);
