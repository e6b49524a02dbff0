import {beforeEach, expect, test} from 'vitest';
import {needsGuests} from '../support/guests.ts';
import type {Hazards} from '../support/standin.ts';
import {machineRig, type MachineRig} from './machine-rig.ts';

beforeEach(needsGuests);

const vm = (probe = '{}') => `tasks: {vm: {machine: {image: ./agent.smolmachine}, ready: {echo: ${probe}}}}`;

/** The exit code and the error output, with variable parts replaced. */
async function report(
  rig: MachineRig,
  env = {},
): Promise<{readonly code: number | null; readonly text: string}> {
  const {code, stderr} = await rig.launch([], {env}).ended();
  const text = stderr
    .replaceAll(/\S*\/runs\/[^/\s]+/g, '‹run›')
    .replaceAll(/bottle-\S+-vm/g, '‹vm›')
    .replaceAll(/smolvm-[0-9a-f]{16}/g, 'smolvm-‹hash›')
    .replaceAll(/\d+ attempts? in [\d.]+ m?s/g, '‹n› attempts in ‹t›');
  return {code, text};
}

const BOOT = `
    [    0.000000] Linux version 6.12.0 (stand-in) #1 SMP
    [    0.004211] Command line: console=hvc0`;
const UP = `${BOOT}
    [    0.128000] agent: ready`;

const starting = (
  why: string,
  console = '',
  hint = '',
) => `error: task \`vm\` cannot start its machine: ${why}${hint}
  its last lines:
    Starting machine '‹vm›'...
    Error: ${why}${console}
  its log: ‹run›/logs/vm
`;

const DOCTOR = '\n  `bottle doctor` reports what is missing and how to fix it';

test('a failure with an error code is reported like one without', async () => {
  const rig = await machineRig(vm(), {startFails: 'kvm', version: '1.32.2'});
  const why = 'kvm not available: /dev/kvm does not exist';
  expect(await report(rig)).toEqual({code: 1, text: starting(why, '', DOCTOR)});
  await rig.expectNothingLeft();
});

test.each<readonly [startFails: string, text: string]>([
  ['kvm', starting('kvm not available: /dev/kvm does not exist', '', DOCTOR)],
  [
    'kvm-permission',
    starting('kvm permission denied: cannot open /dev/kvm for reading and writing', '', DOCTOR),
  ],
  [
    'port',
    starting(
      'agent operation failed: configure virtio-net: failed to start virtio network runtime: Address already in use (os error 98)',
    ),
  ],
  [
    'timeout',
    starting(
      'agent operation failed: wait for ready: agent did not become ready within 30 seconds',
      `${BOOT}\n    [    0.131007] agent: waiting for mounts`,
    ),
  ],
  ['pull', starting('agent operation failed: pull image: registry answered 503 Service Unavailable', UP)],
  ['init', starting('agent operation failed: init: init[0] failed (exit 1): stand-in', UP)],
  [
    'boot-died',
    starting(
      'agent operation failed: monitor agent: the guest gave no reason (boot process exited (code 1) before the agent was ready)',
      `${BOOT}\n    [    0.131007] Kernel panic - not syncing: Attempted to kill init!`,
    ),
  ],
])(
  'a failed start (%s) is reported with the console output, and the machine is removed',
  async (startFails, text) => {
    const rig = await machineRig(vm(), {startFails});
    expect(await report(rig)).toEqual({code: 1, text});
    await rig.expectNothingLeft();
  },
);

test.each<readonly [what: string, hazards: Hazards, probe: string, text: string]>([
  [
    'never responds',
    {agent: 'mute'},
    '{timeout: 2s, attempt_timeout: 500ms}',
    `error: task \`vm\` was not ready within 2 s: waited for an echo over the exec channel
  ‹n› attempts in ‹t›; last result: no response within 500 ms`,
  ],
  [
    'is reported missing by every call',
    {windowMs: 600_000, windowKind: 'gone'},
    '{timeout: 6s, attempt_timeout: 5s}',
    `error: task \`vm\` was not ready within 6 s: waited for an echo over the exec channel
  ‹n› attempts in ‹t›; last result: error: the container \`smolvm-‹hash›\` is not running`,
  ],
  [
    'kills each command',
    {windowMs: 600_000, windowKind: 'killed'},
    '{timeout: 6s, attempt_timeout: 5s}',
    expect.stringMatching(/last result: exit code 137: [\da-f-]{18}$/),
  ],
])('a machine that %s fails at its deadline', async (_what, hazards, probe, text) => {
  const rig = await machineRig(vm(probe), hazards);
  const {code, text: output} = await report(rig);
  const rest = `
  its last lines:
    Starting machine '‹vm›'...${UP}
  its log: ‹run›/logs/vm
`;
  expect(output.endsWith(rest)).toBe(true);
  expect(output.slice(0, -rest.length)).toEqual(text);
  expect(code).toBe(1);
  // Nothing restarts the machine as a repair, because this would kill it.
  expect((await rig.lifeCalls()).filter(call => call.startsWith('start'))).toHaveLength(1);
  await rig.expectNothingLeft();
});

test('a machine with an unresponsive agent is reported with the message of smolvm', async () => {
  const rig = await machineRig(vm('{timeout: 8s, attempt_timeout: 7s}'), {agent: 'deaf', pingMs: 100});
  const {code, text} = await report(rig);
  expect(text).toContain("last result: agent operation failed: connect: machine '‹vm›' is not running.");
  expect(code).toBe(1);
  expect((await rig.lifeCalls()).filter(call => call.startsWith('start'))).toHaveLength(1);
  await rig.expectNothingLeft();
});

test.each([
  [
    'no smolvm',
    {PATH: '/nowhere'},
    'command not found on the PATH\n  install it (https://github.com/smol-machines/smolvm); `bottle doctor` checks the other requirements of machines',
  ],
  [
    'another smolvm',
    {SMOLVM_STANDIN_PRODUCT: 'other'},
    'the `smolvm` on the PATH is another program (it printed `smolvm 1.9.3`)\n  put smolvm (https://github.com/smol-machines/smolvm) before it on the PATH',
  ],
])('nothing is created with %s', async (_what, env, why) => {
  const rig = await machineRig(vm());
  expect(await report(rig, env)).toEqual({code: 1, text: `error: task \`vm\` needs smolvm: ${why}\n`});
  expect(await rig.lifeCalls()).toEqual([]);
  await rig.expectNothingLeft();
});

test.each(['while it is probed', 'while it is up'])(
  'a machine that dies %s fails the run immediately',
  async when => {
    const rig = await machineRig(vm(when === 'while it is up' ? '{}' : '{timeout: 1h}'), {
      ...(when === 'while it is up' ? {} : {windowMs: 600_000}),
    });
    const launch = rig.launch();
    if (when === 'while it is up') await launch.event('run-ready');
    else await launch.event('probe-attempted');
    await rig.smolvm.crashHost();
    const {code, stderr} = await launch.ended();
    const how = when === 'while it is up' ? 'ended unexpectedly' : 'ended';
    expect(stderr).toContain(
      `error: task \`vm\` ${how}: the process of the machine is gone\n  its last lines:\n`,
    );
    expect(stderr).toContain(UP);
    expect(code).toBe(1);
    await rig.expectNothingLeft();
  },
);

test('a machine that cannot be stopped is reported with a removal command, and removed by the next run', async () => {
  const rig = await machineRig(vm(), {version: '1.0.1', stopFails: 1});
  const launch = rig.launch();
  await launch.event('run-ready');
  launch.signal('SIGTERM');
  const {code} = await launch.ended();
  const [vmName] = (await rig.smolvm.machines()).map(({name}) => name);
  expect((await launch.event('task-left-behind')).leftovers).toEqual([
    {
      what: `machine ${vmName}`,
      why: expect.stringMatching(/^\S/) as string,
      command: `smolvm machine stop --name ${vmName}; smolvm machine delete ${vmName} --force`,
    },
  ]);
  expect(code).toBe(3);

  const next = rig.launch();
  await next.event('run-ready');
  expect((await rig.smolvm.machines()).map(({name}) => name)).not.toContain(vmName);
  next.signal('SIGTERM');
  // The stand-in fails one stop of each machine.
  expect((await next.ended()).code).toBe(3);
});
