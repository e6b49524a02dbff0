import {beforeEach, expect, test} from 'vitest';
import {needsGuests, withoutFullGuests} from '../support/guests.ts';
import {linesOf, machineRig} from './machine-rig.ts';

beforeEach(needsGuests);

const FILE = `
  tasks:
    vm: {machine: {image: ./agent.smolmachine, env: {EDITOR: vi}, command: [sleep, infinity]}, ready: {echo: {}}}
    home: {exec: {in: vm, command: 'echo "<$EDITOR>"; touch done'}}
    put: {copy: {from: ./agent.smolmachine, to: 'vm:/root/put'}}
`;

/** A machine created by another program. */
async function rigWithMachine() {
  const rig = await machineRig(FILE);
  await rig.smolvm.smolvm([
    'machine',
    'create',
    '--name',
    'mine',
    '--image',
    './x.tar',
    '--',
    'sleep',
    'infinity',
  ]);
  await rig.smolvm.smolvm(['machine', 'start', '--name', 'mine']);
  return rig;
}

test.each([
  {given: [], printed: '<>'},
  {given: ['--given', 'vm.env.EDITOR=emacs'], printed: '<emacs>'},
])('a command runs alone in a machine given by name: $given', async ({given, printed}) => {
  const rig = await rigWithMachine();
  const launch = rig.launch(['--only', 'home', '--given', 'vm.name=mine', ...given]);
  expect(await launch.ended()).toMatchObject({code: 0, stderr: ''});
  expect(linesOf(launch, 'home')).toEqual([printed]);
  const look = await rig.smolvm.smolvm(['machine', 'exec', '--name', 'mine', '--', 'ls', 'done']);
  expect(look.code).toBe(0);
  expect((await rig.smolvm.machines()).map(({name, state}) => `${name} ${state}`)).toEqual(['mine running']);
});

test.skipIf(withoutFullGuests)('a copy runs alone in a machine given by name', async () => {
  const rig = await rigWithMachine();
  const launch = rig.launch(['--only', 'put', '--given', 'vm.name=mine']);
  expect(await launch.ended()).toMatchObject({code: 0, stderr: ''});
  const look = await rig.smolvm.smolvm(['machine', 'exec', '--name', 'mine', '--', 'cat', '/root/put']);
  expect(look.stdout).toBe('any file will do');
});

test('a command without the name of its machine is rejected', async () => {
  const rig = await machineRig(FILE);
  const {code, stderr} = await rig.launch(['--only', 'home']).ended();
  expect(code).toBe(2);
  expect(stderr).toContain('vm.name');
  expect(await rig.lifeCalls()).toEqual([]);
});
