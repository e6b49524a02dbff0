import {existsSync} from 'node:fs';
import {readFile} from 'node:fs/promises';
import {describe, expect, test} from 'vitest';
import {cgroupPrefix, processesInCgroup} from '../../src/processes/task-cgroup.ts';
import {launchRig} from '../support/launch-rig.ts';
import type {RunId} from '../../src/vocabulary/ids.ts';
import {processesWith} from '../support/marked-processes.ts';

const hasCgroup = cgroupPrefix('none' as RunId) !== undefined;

/** Programs started by a test that still run, by command line. */
function left(mark: string): readonly string[] {
  return processesWith(mark).map(({commandLine}) => commandLine);
}

const LEAVES = `
            setsid sleep 301 &
            setsid env -u BOTTLE_RUN -u BOTTLE_TASK sleep 302 &
            (setsid setsid sleep 303 > /dev/null 2>&1 &)
            setsid sh -c 'sleep 304 & sleep 305; true' &
            echo up
            exec sleep 306`;

describe('descendants outside the process group of a service', () => {
  test('are stopped with it and reported', async () => {
    const rig = await launchRig(`
    tasks:
      web:
        serve: |${LEAVES}
        ready: {log: up}
    `);
    const launch = rig.run();
    await launch.event('run-ready');
    await expect
      .poll(async () => left(rig.mark).filter(commandLine => commandLine.startsWith('sleep 30')))
      .toHaveLength(6);
    launch.signal('SIGTERM');
    expect(await launch.ended()).toMatchObject({code: 143, stderr: ''});
    expect(await rig.leftBehind()).toEqual([]);
    const {warning} = await launch.event('task-warned', 'web');
    expect(warning).toMatch(/^stopped 6 processes that had left its process group: sleep \(pid \d+\), /);
    expect(warning).toContain('env -u BOTTLE_TASK');
  });

  test('are stopped by the next run if bottle and the service were killed', async () => {
    const rig = await launchRig(
      `tasks: {web: {serve: 'setsid sleep 301 & echo up; exec sleep 302', ready: {log: up}}}`,
    );
    const launch = rig.run();
    const {outputs} = await launch.event('task-ready', 'web');
    await expect.poll(() => left(rig.mark)).toEqual(expect.arrayContaining(['sleep 301', 'sleep 302']));
    launch.signal('SIGKILL');
    await launch.ended();
    process.kill(-Number(outputs.pid), 'SIGKILL');
    await expect.poll(() => left(rig.mark)).toEqual(['sleep 301']);
    const next = rig.run();
    await next.event('run-ready');
    expect(await next.event('dead-run-warned', 'web')).toMatchObject({
      warning: expect.stringContaining('sleep (pid ') as string,
    });
    next.signal('SIGTERM');
    await next.ended();
    expect(await rig.leftBehind()).toEqual([]);
  });

  test('outlive the run if they were started without BOTTLE_TASK', async () => {
    const rig = await launchRig(`
    tasks:
      web: {serve: 'env -u BOTTLE_TASK setsid sleep 301 & echo up; exec sleep 302', ready: {log: up}}
      once: {run: 'env -u BOTTLE_TASK setsid sleep 303 > /dev/null 2>&1 &'}
    `);
    const launch = rig.run();
    await launch.event('run-ready');
    await expect.poll(() => left(rig.mark)).toEqual(expect.arrayContaining(['sleep 301', 'sleep 303']));
    launch.signal('SIGTERM');
    expect((await launch.ended()).code).toBe(143);
    expect(left(rig.mark).toSorted()).toEqual(['sleep 301', 'sleep 303']);
    expect(launch.events.filter(({type}) => type === 'task-warned')).toEqual([]);
  });

  test('have time to end if their parent stops them', async () => {
    const rig = await launchRig(`
    tasks:
      web:
        serve: |
          setsid sleep 301 & child=$!
          trap 'kill $child; wait $child; exit 0' TERM
          echo up
          wait
        ready: {log: up}
    `);
    const launch = rig.run();
    await launch.event('run-ready');
    launch.signal('SIGTERM');
    expect((await launch.ended()).code).toBe(143);
    expect(launch.events.filter(({type}) => type === 'task-warned')).toEqual([]);
    expect(await rig.leftBehind()).toEqual([]);
  });

  test('are killed if they ignore SIGTERM', async () => {
    const rig = await launchRig(`
    tasks:
      web:
        serve: |
          setsid sh -c 'trap "" TERM; echo up; while :; do sleep 0.1; done' &
          exec sleep 302
        ready: {log: up}
        grace: 10ms
    `);
    const launch = rig.run();
    await launch.event('run-ready');
    launch.signal('SIGTERM');
    expect(await launch.ended()).toMatchObject({code: 143, stderr: ''});
    expect(await rig.leftBehind()).toEqual([]);
  });
});

describe.skipIf(!hasCgroup)('with its own cgroup (version 2)', () => {
  test('an unrelated daemon of a service is stopped, and the cgroup is removed', async () => {
    const rig = await launchRig(`
    tasks:
      web:
        serve: |
          (env -i setsid sleep 301 > /dev/null 2>&1 &)
          (env -u BOTTLE_TASK setsid sleep 302 > /dev/null 2>&1 &)
          echo up
          exec sleep 303
        ready: {log: up}
    `);
    const launch = rig.run();
    const {outputs} = await launch.event('task-ready', 'web');
    const {run} = await launch.event('run-started');
    const cgroup = `${cgroupPrefix(run)}${outputs.pid}`;
    const daemon = async (): Promise<readonly number[]> => {
      const pids = await processesInCgroup(cgroup);
      const commandLine = await Promise.all(
        pids.map(async pid => await readFile(`/proc/${pid}/cmdline`, 'utf8')),
      );
      return pids.filter((_, at) => commandLine[at] === 'sleep\u0000301\u0000');
    };
    await expect.poll(daemon).toHaveLength(1);
    await expect.poll(() => left(rig.mark)).toContain('sleep 302');
    const [pid] = await daemon();
    launch.signal('SIGTERM');
    expect(await launch.ended()).toMatchObject({code: 143, stderr: ''});
    expect((await launch.event('task-warned', 'web')).warning).toContain(`sleep (pid ${pid})`);
    expect(left(rig.mark)).toEqual(['sleep 302']);
    expect(existsSync(cgroup)).toBe(false);
  });
});

test('a background process of a `run` command in another session is stopped at the end of the run', async () => {
  const rig = await launchRig(`
  tasks:
    once: {run: 'setsid sleep 301 > /dev/null 2>&1 &'}
    up: {needs: [once], serve: 'echo up; exec sleep 302', ready: {log: up}}
  `);
  const launch = rig.run();
  await launch.event('run-ready');
  await expect.poll(() => left(rig.mark)).toContain('sleep 301');
  launch.signal('SIGTERM');
  expect(await launch.ended()).toMatchObject({code: 143, stderr: ''});
  expect((await launch.event('task-warned', 'once')).warning).toMatch(/^stopped .*: sleep \(pid \d+\)/);
  expect(await rig.leftBehind()).toEqual([]);
});

test.each([
  ['starting', `ready: {port: 1}`],
  ['up', ''],
])(
  'a service that goes into the background while %s fails with the advice to stay in the foreground',
  async (_, ready) => {
    const rig = await launchRig(`
  tasks:
    db:
      serve: 'setsid sleep 301 > /dev/null 2>&1 & exit 0'
      ${ready}
    up: {serve: 'exec sleep 302'}
  `);
    const launch = rig.run();
    const {code, stderr} = await launch.ended();
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /it left (sh|sleep|setsid) \(pid \d+\) running: a `serve` command must stay in the foreground/,
    );
    expect((await rig.leftBehind()).filter(what => what.startsWith('process'))).toEqual([]);
  },
);
