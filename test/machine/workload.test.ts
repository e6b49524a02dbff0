import {beforeEach, expect, test} from 'vitest';
import {needsGuests, withoutFullGuests} from '../support/guests.ts';
import {linesOf, machineRig} from './machine-rig.ts';

beforeEach(needsGuests);

const machine = (keys: string) => `tasks: {vm: {machine: {image: ./agent.smolmachine, ${keys}}}}`;

test("smolvm 1.28.1: the command's output in a machine is the output of the task", async () => {
  const file = `
    tasks:
      vm:
        machine: {image: ./agent.smolmachine, command: [sh, -c, 'echo it is up; exec sleep 600']}
        ready: {log: '^it is up$'}
  `;
  const rig = await machineRig(file, {version: '1.28.1'});
  const launch = rig.launch();
  await launch.event('run-ready');
  expect(linesOf(launch, 'vm')).toContain('it is up');
  launch.signal('SIGTERM');
  expect((await launch.ended()).code).toBe(143);
  await rig.expectNothingLeft();
});

test.skipIf(withoutFullGuests)(
  'a machine that stops with its command ends its task, with the last lines of the command',
  async () => {
    const file = `
    tasks:
      vm:
        machine:
          image: ./agent.smolmachine
          command: [sh, -c, 'until [ -e /work/go ]; do sleep 0.1; done; echo no space left']
          volumes: ['.:/work']
          stop_on_exit: true
      # Not a command inside, which would end with the machine.
      go: {run: touch go, needs: [vm]}
  `;
    const rig = await machineRig(file, {version: '1.32.2'});
    const {code, stderr} = await rig.launch([]).ended();
    expect(code).toBe(1);
    expect(stderr).toContain('error: task `vm` ended unexpectedly: the process of the machine is gone');
    expect(stderr).toContain('no space left');
    await rig.expectNothingLeft();
  },
);

test.each([
  [
    '1.20.2',
    'command: [x], stop_on_exit: true',
    'smolvm 1.20.2 does not support `stop_on_exit` (1.22.0 and newer do)',
  ],
  [
    '1.29.1',
    'deny_cidrs: [10.0.0.0/8]',
    'smolvm 1.29.1 does not support `deny_cidrs` (1.31.0 and newer do); set `confinement: unchecked` to start it anyway',
  ],
])('smolvm %s rejects %s before anything is created', async (version, keys, why) => {
  const rig = await machineRig(machine(keys), {version});
  expect(await rig.launch().ended()).toMatchObject({
    code: 1,
    stderr: `error: task \`vm\` cannot start \`machine\`: ${why}\n`,
  });
  expect(await rig.lifeCalls()).toEqual([]);
});

test.each([
  ['1.31.0', {deniedCidrs: ['10.0.0.0/8', '203.0.113.7/32'], network: true}],
  ['1.29.1', {deniedCidrs: null, network: true}],
])(
  'smolvm %s: a machine with unchecked confinement gets the denied addresses if supported',
  async (version, made) => {
    const keys = 'deny_cidrs: [10.0.0.0/8, 203.0.113.7], confinement: unchecked';
    const rig = await machineRig(machine(keys), {version});
    const launch = rig.launch();
    await launch.event('run-ready');
    expect(await rig.smolvm.machines()).toMatchObject([made]);
    expect(launch.events.some(({type}) => type === 'task-warned')).toBe(made.deniedCidrs === null);
    launch.signal('SIGTERM');
    expect((await launch.ended()).code).toBe(143);
    await rig.expectNothingLeft();
  },
);
