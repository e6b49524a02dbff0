import {readdir, utimes} from 'node:fs/promises';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import type {Launch} from '../support/launch.ts';
import {launchRig, type LaunchRig} from '../support/launch-rig.ts';
import {processesWith} from '../support/marked-processes.ts';
import {hasPidNamespaces, UNSHARE} from '../support/pid-namespaces.ts';

const LAUNCH = `
  tasks:
    address: {alias: {pool: 127.0.2.46-127.0.2.46}}
    web: {needs: [address], serve: 'echo up; exec sleep 601', ready: {log: up}}
`;

/** Starts a command in a child pid namespace. */
function below(rig: LaunchRig, script: string): Launch {
  const env = {NODE: process.execPath, COMMAND: rig.command};
  return rig.start([...UNSHARE, '--kill-child', 'sh', '-c', script], {env});
}

/** Starts a run in a child pid namespace and kills it once it is ready. The service keeps running until the gate `end` opens. */
const KILLED_RUN = `
  "$NODE" "$COMMAND" run --format json > first & bottle=$!
  until grep -q '"run-ready"' first 2> /dev/null; do sleep 0.02; done
  kill -9 $bottle
  echo killed
  read -r line < end
`;

function services(rig: LaunchRig): number {
  return processesWith(rig.mark).filter(({commandLine}) => commandLine === 'sleep 601').length;
}

test.skipIf(!hasPidNamespaces).each([
  ['in a pid namespace without its own /proc', 'exec unshare -pf --kill-child "$NODE" "$COMMAND" run'],
  [
    'whose /proc is that of a child namespace',
    `exec unshare -m sh -c 'unshare -pf mount -t proc proc /proc; exec "$NODE" "$COMMAND" run'`,
  ],
])('a run %s starts nothing', async (_, script) => {
  const rig = await launchRig('tasks: {a: {wait: {}, ready: {file: bottle.yaml}}}');
  const env = {NODE: process.execPath, COMMAND: rig.command};
  const launch = rig.start(['sh', '-c', script], {env});
  const {code, stdout, stderr} = await launch.ended();
  expect({code, stdout, stderr}).toEqual({
    code: 2,
    stdout: '',
    stderr: [
      'error: `/proc` shows the processes of another pid namespace, so bottle would confuse its processes with others',
      '  mount it again in this namespace, for example by `unshare --mount-proc`; nothing was started',
      '',
    ].join('\n'),
  });
});

async function expectClean(rig: LaunchRig): Promise<void> {
  const next = rig.run();
  await next.event('run-ready');
  expect(await next.event('dead-run-removed')).toMatchObject({leftovers: []});
  next.signal('SIGTERM');
  expect(await next.ended()).toMatchObject({code: 143, stderr: ''});
}

describe.skipIf(!hasPidNamespaces)('a dead run of a child pid namespace', () => {
  test('is stopped immediately from the parent namespace', async () => {
    const rig = await launchRig(LAUNCH);
    await rig.gate('end');
    const inner = below(rig, KILLED_RUN);
    await inner.printed('killed');
    await expect.poll(async () => services(rig)).toBe(1);
    await expectClean(rig);
    expect(services(rig)).toBe(0);
  });

  test('has no leftovers after the namespace has ended', async () => {
    const rig = await launchRig(LAUNCH);
    const gate = await rig.gate('end');
    const inner = below(rig, KILLED_RUN);
    await inner.printed('killed');
    gate.open();
    await inner.ended();
    await expectClean(rig);
    expect(await rig.leftBehind()).toEqual([]);
  });

  test('is not considered dead if its process exists, despite an old heartbeat', async () => {
    const rig = await launchRig(LAUNCH);
    await rig.gate('end');
    const inner = below(rig, KILLED_RUN.replace('kill -9 $bottle', 'kill -STOP $bottle'));
    await inner.printed('killed');
    await ageHeartbeat(rig);
    const next = rig.run();
    expect((await next.ended()).stderr).toContain('127.0.2.46 is held by task address of run');
    expect(services(rig)).toBe(1);
  });
});

describe.skipIf(!hasPidNamespaces)('a dead run of a pid namespace that is not visible', () => {
  /** A dead run in the namespace of the test, to be observed from a child namespace. */
  async function unseenRun() {
    const rig = await launchRig(LAUNCH);
    const launch = rig.run();
    const {run} = await launch.event('run-started');
    await launch.event('run-ready');
    launch.signal('SIGKILL');
    await launch.ended();
    await ageHeartbeat(rig);
    return {rig, run};
  }

  test('keeps its processes and its address, and the next run reports both', async () => {
    const {rig, run} = await unseenRun();
    const next = below(rig, 'exec "$NODE" "$COMMAND" run --format json');
    const {code, stderr} = await next.ended();
    expect(code).toBe(1);
    expect(stderr).toContain(`127.0.2.46 is held by task address of dead run ${run}`);
    expect(stderr).toContain(`\`bottle down --forget ${run}\``);
    const {removed, leftovers} = await next.event('dead-run-removed');
    expect(removed).toBe(0);
    expect(leftovers.map(({what, why}) => `${what}: ${why}`)).toEqual([
      expect.stringMatching(/^process \d+ in the pid namespace \d+: it cannot be seen from here$/),
      'address 127.0.2.46: a leftover may still use it',
    ]);
    expect(services(rig)).toBe(1);
    expect(await readdir(join(rig.stateDir, 'claims/held'))).toEqual(['127.0.2.46']);

    await expectClean(rig);
    expect(await rig.leftBehind()).toEqual([]);
  });

  test('is dropped by `bottle down --forget`, which lists the dropped resources', async () => {
    const {rig, run} = await unseenRun();
    const down = below(rig, 'exec "$NODE" "$COMMAND" down');
    expect(await down.ended()).toMatchObject({code: 3, stderr: ''});
    const forget = below(rig, `exec "$NODE" "$COMMAND" down --forget ${run}`);
    const {code, stdout, stderr} = await forget.ended();
    expect({code, stderr}).toEqual({code: 0, stderr: ''});
    expect(stdout).toMatch(/^dropped process \d+ in the pid namespace \d+: it cannot be seen from here$/m);
    expect(stdout).toContain('dropped address 127.0.2.46');
    expect(stdout).toContain(`forgot run ${run}; the dropped items may still exist`);
    expect(await readdir(join(rig.stateDir, 'runs'))).toEqual([]);
    expect(await readdir(join(rig.stateDir, 'claims/held'))).toEqual([]);
    expect(services(rig)).toBe(1);
  });
});

async function ageHeartbeat(rig: LaunchRig): Promise<void> {
  const runs = join(rig.stateDir, 'runs');
  const [run = ''] = await readdir(runs);
  await utimes(join(runs, run, 'lock'), 1_000, 1_000);
}
