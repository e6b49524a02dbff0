import {beforeEach, expect, test} from 'vitest';
import {needsGuests} from '../support/guests.ts';
import {linesOf, machineRig} from './machine-rig.ts';

beforeEach(needsGuests);

const file = (keys: string) =>
  `tasks: {vm: {machine: {from: ./agent.smolmachine, allow_cidrs: ["172.30.0.2/32"]${keys}}, ready: {echo: {}}}}`;

test.each([
  ['0.8.0', 'smolvm 0.8.0 does not enforce allow-lists (1.1.3 and newer do)'],
  ['1.0.1', 'smolvm 1.0.1 does not enforce allow-lists (1.1.3 and newer do)'],
  [
    '1.7.7',
    'smolvm 1.7.7 drops the allow-lists of a machine created `from` an artifact (1.8.0 and newer keep them)',
  ],
])(
  'smolvm %s: a machine that it would not confine is rejected, and nothing is created',
  async (version, why) => {
    const rig = await machineRig(file(''), {version});
    expect(await rig.launch().ended()).toMatchObject({
      code: 1,
      stderr: `error: task \`vm\` cannot start \`machine\`: ${why}; set \`confinement: unchecked\` to start it anyway\n`,
    });
    expect(await rig.lifeCalls()).toEqual([]);
    await rig.expectNothingLeft();
  },
);

test('an unconfined machine with `confinement: unchecked` starts with a warning', async () => {
  const rig = await machineRig(file(', confinement: unchecked'), {version: '1.7.7'});
  const launch = rig.launch();
  await launch.event('run-ready');
  expect((await launch.event('task-warned', 'vm')).warning).toBe(
    'it is not confined: smolvm 1.7.7 drops the allow-lists of a machine created `from` an artifact (1.8.0 and newer keep them)',
  );
  expect(await rig.smolvm.machines()).toMatchObject([{allowedCidrs: null}]);
  launch.signal('SIGTERM');
  expect((await launch.ended()).code).toBe(143);
  await rig.expectNothingLeft();
});

test('dropped allow-lists are detected after the creation of the machine, and it is not started', async () => {
  const hazards = {version: '1.32.2', dropsLists: 1} as const;
  const rig = await machineRig(file(', allow_hosts: [a.example]'), hazards);
  expect(await rig.launch().ended()).toMatchObject({
    code: 1,
    stderr:
      'error: task `vm` cannot start `machine`: smolvm 1.32.2 dropped `172.30.0.2/32`, `a.example` from its allow-lists; set `confinement: unchecked` to start it anyway\n',
  });
  expect((await rig.lifeCalls()).map(call => call.split(' ')[0])).toEqual(['create', 'stop', 'delete']);
  await rig.expectNothingLeft();

  const unchecked = await machineRig(file(', confinement: unchecked'), hazards);
  const launch = unchecked.launch();
  await launch.event('run-ready');
  expect((await launch.event('task-warned', 'vm')).warning).toBe(
    'it is not confined: smolvm 1.32.2 dropped `172.30.0.2/32` from its allow-lists',
  );
  launch.signal('SIGTERM');
  expect((await launch.ended()).code).toBe(143);
});

test('smolvm 1.8.0 and newer keep the allow-list of a machine', async () => {
  const rig = await machineRig(file(', allow_hosts: [api.example.com]'), {version: '1.8.0'});
  const launch = rig.launch();
  await launch.event('run-ready');
  expect(launch.events.some(({type}) => type === 'task-warned')).toBe(false);
  expect(await rig.smolvm.machines()).toMatchObject([
    {allowedCidrs: ['172.30.0.2/32'], allowedHosts: ['api.example.com'], network: true},
  ]);
  launch.signal('SIGTERM');
  expect((await launch.ended()).code).toBe(143);
  await rig.expectNothingLeft();
});

test('secrets in the environment of a machine appear in no command line and no event', async () => {
  const rig = await machineRig(`
    secrets: {TOKEN: {env: THE_TOKEN}}
    tasks:
      vm: {machine: {from: ./agent.smolmachine, env: {TOKEN: "\${{ secrets.TOKEN }}"}}, ready: {echo: {}}}
      use: {exec: {in: vm, command: 'test "$TOKEN" && echo "$TOKEN"'}}
  `);
  const launch = rig.launch([], {env: {THE_TOKEN: 's3cr3t-word'}});
  await launch.event('run-ready');
  launch.signal('SIGTERM');
  const {code, stdout, stderr} = await launch.ended();
  expect(code).toBe(143);
  expect(stdout + stderr).not.toContain('s3cr3t-word');
  const args = (await rig.smolvm.calls()).flatMap(({argv}) => argv);
  expect(args.filter(word => word.includes('s3cr3t-word'))).toEqual([]);
  expect(linesOf(launch, 'use')).toEqual(['***']);
});
