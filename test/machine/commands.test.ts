import {beforeEach, describe, expect, test} from 'vitest';
import {needsGuests, withoutFullGuests} from '../support/guests.ts';
import type {Hazards} from '../support/standin.ts';
import {linesOf, machineRig, VERSIONS, withVersions, withVersionsInFull} from './machine-rig.ts';

beforeEach(needsGuests);

/** A repair that leaves a trace: each completed repair adds a line. */
const LAUNCH = `
  tasks:
    vm: {machine: {from: ./agent.smolmachine}, ready: {echo: {successes: 2}}}
    repair: {exec: {in: vm, command: 'chown -R node:node /home/node && echo x >> /root/repaired', idempotent: true}}
    look: {needs: [repair], exec: {in: vm, command: 'cat /root/repaired; stat -c %u /home/node', idempotent: true}}
`;

/** Windows that kill a command only before it starts its work. */
const WINDOWS: readonly Hazards[] = [
  ...(['killed', 'gone', 'gone-on-stdout'] as const).map(windowKind => ({
    windowKind,
    windowMs: 400,
  })),
  {againMs: 150},
  {windowMs: 400, againMs: 150},
];

test
  .skipIf(withoutFullGuests)
  .each(VERSIONS.flatMap(version => WINDOWS.map(hazards => ({version, hazards}))))(
  'smolvm $version, $hazards: the repair completes exactly once',
  async ({version, hazards}) => {
    const rig = await machineRig(LAUNCH, {version, ...hazards});
    const launch = rig.launch();
    await launch.event('run-ready');
    expect(linesOf(launch, 'look')).toEqual(['x', '1000']);
    launch.signal('SIGTERM');
    expect((await launch.ended()).code).toBe(143);
    await rig.expectNothingLeft();
  },
);

withVersionsInFull(
  'smolvm $version: a window that kills commands during their work causes reported retries',
  async ({version}) => {
    const rig = await machineRig(LAUNCH, {version, windowKind: 'joined', windowMs: 400});
    const launch = rig.launch();
    await launch.event('run-ready');
    const attempts =
      1 + launch.events.filter(event => event.type === 'task-retried' && event.task === 'repair').length;
    // An earlier attempt to look may also have been killed after its work.
    const retried = launch.events.findLastIndex(({type}) => type === 'task-retried');
    const [owner, ...repaired] = linesOf({events: launch.events.slice(retried + 1)}, 'look').toReversed();
    expect(owner).toBe('1000');
    // An attempt may be killed after its work and before its end.
    expect(repaired.length).toBeGreaterThanOrEqual(1);
    expect(repaired.length).toBeLessThanOrEqual(attempts);
    launch.signal('SIGTERM');
    expect((await launch.ended()).code).toBe(143);
    await rig.expectNothingLeft();
  },
);

const UNPROBED = LAUNCH.replace(', ready: {echo: {successes: 2}}', '');

withVersionsInFull(
  'smolvm $version: an idempotent command is retried until it completes, and the log shows this',
  async ({version}) => {
    const rig = await machineRig(UNPROBED, {version, windowMs: 5_000});
    const launch = rig.launch();
    await launch.event('run-ready');
    expect(linesOf(launch, 'look')).toEqual(['x', '1000']);
    expect(await launch.event('task-retried', 'repair')).toMatchObject({
      attempt: 2,
      attempts: 3,
      failure: {reason: 'exited', exit: {code: 137, signal: 'SIGKILL'}},
    });
    launch.signal('SIGTERM');
    expect((await launch.ended()).code).toBe(143);
    await rig.expectNothingLeft();
  },
);

test('a killed command that is not idempotent is not retried, and its failure names possible causes', async () => {
  const rig = await machineRig(UNPROBED.replaceAll(', idempotent: true', ', workdir: /root'), {
    windowMs: 600_000,
  });
  const launch = rig.launch();
  const {code, stderr} = await launch.ended();
  expect(stderr).toMatch(
    /^error: task `repair` exited with code 137 \(SIGKILL\)\n {2}either the command was killed or the exec channel broke; their exit codes are the same\n {2}if it is safe to run again, set `idempotent: true` to retry it\n/,
  );
  expect(code).toBe(1);
  expect(launch.events.some(({type}) => type === 'task-retried')).toBe(false);
  await rig.expectNothingLeft();
});

withVersions(
  'smolvm $version: a command ends with its own process, even if it leaves others running',
  async ({version}) => {
    const rig = await machineRig(
      `
    tasks:
      vm: {machine: {from: ./agent.smolmachine}, ready: {echo: {}}}
      leaves: {exec: {in: vm, command: 'sleep 3600 & echo begun'}}
    until: leaves
  `,
      {version, lingerMs: 500},
    );
    const launch = rig.launch();
    expect((await launch.ended()).code).toBe(0);
    expect(linesOf(launch, 'leaves')).toEqual(['begun']);
    await rig.expectNothingLeft();
  },
);

test.skipIf(withoutFullGuests)('the failure of a command itself is reported and not retried', async () => {
  const rig = await machineRig(
    UNPROBED.replace('echo x >> /root/repaired', 'echo "Error: no such user" >&2; exit 1'),
  );
  const launch = rig.launch();
  const {code, stderr} = await launch.ended();
  expect(stderr).toContain(
    'error: task `repair` exited with code 1\n  its last lines:\n    Error: no such user\n',
  );
  expect(code).toBe(1);
  expect(
    (await rig.smolvm.guestCommands()).filter(({argv}) => argv.join(' ').includes('no such user')),
  ).toHaveLength(1);
});

test("a command beyond the system's length limit is reported and not retried", async () => {
  const rig = await machineRig(`
    vars: {long: ${'x'.repeat(200_000)}}
    tasks:
      vm: {machine: {image: ./agent.smolmachine, command: [sleep, infinity]}, ready: {echo: {}}}
      use: {exec: {in: vm, command: 'echo "\${{ vars.long }}" | wc -c', idempotent: true}}
  `);
  const launch = rig.launch();
  const {code, stderr} = await launch.ended();
  const why =
    'its arguments and environment exceed the system limit (on Linux 128 KiB each); pass large values in a file';
  expect(stderr).toContain(`: ${why}\n`);
  expect(stderr).toMatch(/^error: task `use` cannot start `echo /);
  expect(code).toBe(1);
  expect(launch.events.some(({type}) => type === 'task-retried')).toBe(false);
  await rig.expectNothingLeft();
});

test.skipIf(withoutFullGuests)(
  'an idempotent command is retried with a report if its exec channel is lost',
  async () => {
    const rig = await machineRig(LAUNCH, {loses: 'repaired'});
    const launch = rig.launch();
    await launch.event('run-ready');
    expect(await launch.event('task-retried', 'repair')).toMatchObject({failure: {reason: 'smolvm'}});
    expect(linesOf(launch, 'repair').at(-1)).toMatch(
      /^bottle: the command itself did not fail, the exec channel of vm did: io operation failed/,
    );
    launch.signal('SIGTERM');
    expect((await launch.ended()).code).toBe(143);
    await rig.expectNothingLeft();
  },
);

test.skipIf(withoutFullGuests)(
  'a machine killed by a command fails the run, with the machine or the command as root cause',
  async () => {
    const rig = await machineRig(LAUNCH, {dies: 'repaired'});
    const {code, stderr} = await rig.launch().ended();
    expect(stderr).toMatch(/^error: task `(vm|repair)` /);
    expect(code).toBe(1);
    await rig.expectNothingLeft();
  },
);

describe('commands on one machine', () => {
  // Each command waits until the allowed number is running, then long enough to detect one too many.
  const many = (parallel: string, atOnce: number) => `
    tasks:
      vm: {machine: {image: ./agent.smolmachine, command: [sleep, infinity]${parallel}}, ready: {echo: {}}}
      ${Array.from({length: 8}, (_, index) => `c${index}: {exec: {in: vm, command: 'echo >> begun; until [ $(wc -l < begun) -ge ${atOnce} ]; do sleep 0.1; done; sleep 0.5; echo ${index}'}}`).join('\n      ')}
  `;

  test.each([
    ['', 0],
    [', parallel: 3', 2],
    [', parallel: 6', 5],
  ])('run one at a time, or as many as `parallel` allows (%j)', async (parallel, others) => {
    const rig = await machineRig(many(parallel, others + 1), others === 0 ? {overlap: 'corrupts'} : {});
    const launch = rig.launch();
    await launch.event('run-ready');
    const overlaps = (await rig.smolvm.guestCommands()).map(command => command.overlaps);
    expect(Math.max(...overlaps)).toBe(others);
    launch.signal('SIGTERM');
    expect((await launch.ended()).code).toBe(143);
    await rig.expectNothingLeft();
  });

  test('time out while waiting for their turn', async () => {
    const rig = await machineRig(`
      tasks:
        vm: {machine: {image: ./agent.smolmachine, command: [sleep, infinity]}, ready: {echo: {}}}
        long: {exec: {in: vm, command: 'echo begun; sleep 3600'}}
        waits: {needs: [vm], timeout: 500ms, exec: {in: vm, command: 'true'}, if: "\${{ vars.wait }}"}
      vars: {wait: 'yes'}
    `);
    const launch = rig.launch();
    const {code, stderr} = await launch.ended();
    expect(stderr).toContain('took longer than its `timeout` of 500 ms; last step: running');
    expect(code).toBe(1);
    await rig.expectNothingLeft();
  });
});

const USERS = `
  tasks:
    vm: {machine: {image: ./agent.smolmachine, command: [sleep, infinity]}}
    number: {exec: {in: vm, command: 'id -u; id -g', user: "1000:0"}}
    group: {exec: {in: vm, command: 'id -un; id -gn', user: "node:root"}}
    name: {exec: {in: vm, command: 'id -un; id -gn; echo $HOME', user: node}}
`;

test.skipIf(withoutFullGuests)('a command can run as a user by name or id, and with a group', async () => {
  const rig = await machineRig(USERS, {version: '1.14.0'});
  const launch = rig.launch();
  await launch.event('run-ready');
  expect(['number', 'group', 'name'].map(task => linesOf(launch, task))).toEqual([
    ['1000', '0'],
    ['node', 'root'],
    ['node', 'node', '/home/node'],
  ]);
  launch.signal('SIGTERM');
  expect((await launch.ended()).code).toBe(143);
  await rig.expectNothingLeft();
});

test('an older smolvm accepts only user names', async () => {
  const rig = await machineRig(USERS, {version: '1.13.1'});
  const {code, stderr} = await rig.launch(['group']).ended();
  expect(code).toBe(1);
  expect(stderr).toContain(
    'smolvm 1.13.1 accepts only user names, not `node:root` (1.14.0 and newer accept both)',
  );
  await rig.expectNothingLeft();
});
