import {readFileSync} from 'node:fs';
import {rm} from 'node:fs/promises';
import {createServer} from 'node:http';
import {join} from 'node:path';
import {Ajv, type AnySchema} from 'ajv';
import {expect, test} from 'vitest';
import {knownRuns} from '../../src/runs/known-run.ts';
import {listedRuns} from '../../src/runs/list-runs.ts';
import type {ListedRun, ListedTask, RunList} from '../../src/schema/run-list.ts';
import {thisProcess} from '../../src/state/owner.ts';
import {listen} from '../support/listen.ts';
import {launchRig, type LaunchRig} from '../support/launch-rig.ts';
import {processesWith} from '../support/marked-processes.ts';
import {signalProcess} from '../support/signal-process.ts';

const LAUNCH = `
name: shop
tasks:
  web: {serve: 'echo up; exec sleep 600', ready: {log: up}}
  busy: {serve: 'echo up; while :; do :; done', ready: {log: up}, needs: [web], on_exit: ignore}
  once: {run: 'true'}
`;

const isValid = new Ajv({strict: true}).compile(
  JSON.parse(readFileSync(new URL('../../schema/ps.schema.json', import.meta.url), 'utf8')) as AnySchema,
);

async function list(rig: LaunchRig, ...args: readonly string[]): Promise<readonly ListedRun[]> {
  const {code, stdout, stderr} = await rig.bottle(['ps', '--format', 'json', ...args], {cwd: '/'}).ended();
  expect({code, stderr}).toEqual({code: 0, stderr: ''});
  const listed = JSON.parse(stdout) as RunList;
  expect([isValid(listed), isValid.errors]).toEqual([true, null]);
  return listed.runs;
}

function taskOf(run: ListedRun | undefined, name: string): ListedTask | undefined {
  return run?.tasks.find(({task}) => task === name);
}

test('lists a run with its tasks, until the run ends', async () => {
  const rig = await launchRig(LAUNCH);
  const launch = rig.run();
  await launch.event('run-ready');
  const [run, ...others] = await list(rig);
  expect(others).toEqual([]);
  expect(run).toMatchObject({
    ...{name: 'shop', state: 'ready', up: 3, stopped: 0, detached: false, pid: launch.pid},
    file: join(rig.dir, 'bottle.yaml'),
  });
  expect(taskOf(run, 'web')).toMatchObject({state: 'ready', pid: expect.any(Number) as number, restarts: 0});
  expect(taskOf(run, 'web')?.memoryBytes).toBeGreaterThan(100_000);
  expect(taskOf(run, 'busy')?.cpuPercent).toBeGreaterThan(0);
  expect(taskOf(run, 'once')).toMatchObject({state: 'done', pid: null, cpuPercent: null});
  launch.signal('SIGINT');
  await launch.ended();
  expect(await list(rig)).toEqual([]);
  const [ended] = await list(rig, '--all');
  expect(ended).toMatchObject({name: 'shop', state: 'ended', pid: null});
  expect(taskOf(ended, 'web')).toMatchObject({state: 'stopped', pid: null});
});

test('includes child processes in the usage figures of a task', async () => {
  const rig = await launchRig(`
tasks:
  web: {serve: 'sh -c "while :; do :; done" & echo up; wait', ready: {log: up}}
`);
  const launch = rig.run();
  await launch.event('run-ready');
  await expect.poll(async () => taskOf((await list(rig))[0], 'web')?.cpuPercent).toBeGreaterThan(1);
});

test('shows the URLs of probes', async () => {
  const port = await listen(createServer((_, response) => response.end('ok')));
  const rig = await launchRig(`
tasks:
  web:
    serve: exec sleep 600
    ready: [{http: 'http://127.0.0.1:${port}/health', any_owner: true}, {port: ${port}, any_owner: true}]
`);
  const launch = rig.run();
  await launch.event('run-ready');
  const [run] = await list(rig);
  expect(taskOf(run, 'web')?.urls).toEqual([`http://127.0.0.1:${port}/health`, `tcp://localhost:${port}`]);
});

test('shows the restart of a killed process', async () => {
  const rig = await launchRig(
    `tasks: {web: {serve: 'echo up; exec sleep 600', ready: {log: up}, restart: {attempts: 3}}}`,
  );
  const launch = rig.run();
  await launch.event('run-ready');
  const before = taskOf((await list(rig))[0], 'web')?.pid;
  signalProcess(before, 'SIGKILL');
  await launch.event(event => event.type === 'task-started' && event.attempt === 2);
  await expect
    .poll(async () => taskOf((await list(rig))[0], 'web'))
    .toMatchObject({state: 'ready', restarts: 1});
  expect(taskOf((await list(rig))[0], 'web')?.pid).not.toBe(before);
});

test('shows a killed run as dead, and its tasks as orphaned, then gone', async () => {
  const rig = await launchRig(LAUNCH);
  const launch = rig.run();
  await launch.event('run-ready');
  launch.signal('SIGKILL');
  await launch.ended();
  await rm(join(rig.dir, 'bottle.yaml'));
  const [run] = await list(rig);
  expect(run).toMatchObject({name: 'shop', state: 'dead', pid: launch.pid});
  expect(taskOf(run, 'web')?.state).toBe('orphaned');
  expect(taskOf(run, 'once')?.state).toBe('done');
  signalProcess(taskOf(run, 'web')?.pid, 'SIGKILL');
  await expect.poll(async () => taskOf((await list(rig))[0], 'web')?.state).toBe('gone');
  const text = await rig.bottle(['ps']).ended();
  expect(text.stdout).toMatch(/^shop {2}dead .*\n {2}TASK .*\n {2}web +gone/);
});

test('shows that a process is gone even if its run is suspended', async () => {
  const rig = await launchRig(LAUNCH);
  const launch = rig.run();
  await launch.event('run-ready');
  const [run] = await list(rig);
  launch.signal('SIGSTOP');
  signalProcess(taskOf(run, 'web')?.pid, 'SIGKILL');
  await expect.poll(async () => taskOf((await list(rig))[0], 'web')?.state).toBe('gone');
  launch.signal('SIGCONT');
});

test('prints a message without runs', async () => {
  const rig = await launchRig(LAUNCH);
  expect((await rig.bottle(['ps']).ended()).stdout).toBe(
    'no run is up; `bottle ps --all` lists ended runs\n',
  );
  expect((await rig.bottle(['ps', '-a']).ended()).stdout).toBe('there are no runs\n');
});

test('prints changes with `--watch` until a signal', async () => {
  const rig = await launchRig(LAUNCH);
  const watch = rig.bottle(['ps', '--watch']);
  await watch.printed('no run is up');
  const launch = rig.run();
  await watch.printed(/web +ready/);
  launch.signal('SIGKILL');
  await watch.printed(/web +orphaned/);
  watch.signal('SIGINT');
  expect(await watch.ended()).toMatchObject({code: 0, stderr: ''});
});

test('prints a list per line with `--watch --format json`', async () => {
  const rig = await launchRig(LAUNCH);
  const watch = rig.bottle(['ps', '--watch', '--format', 'json']);
  await watch.printed(/\}\n\{/);
  watch.signal('SIGTERM');
  const lines = (await watch.ended()).stdout.trim().split('\n');
  expect(lines.map(line => isValid(JSON.parse(line)))).toEqual(lines.map(() => true));
});

test('the usage of a task counts from its own start, although its shell has waited for its needs', async () => {
  const rig = await launchRig(`
    tasks:
      first: {run: 'read -r line < gate'}
      web: {needs: [first], serve: 'echo up; exec tail -f /dev/null', ready: {log: up}}
  `);
  const gate = await rig.gate('gate');
  const launch = rig.run();
  const waits = (): boolean =>
    processesWith(rig.mark).some(({commandLine}) => commandLine.includes('echo up'));
  await expect.poll(waits).toBe(true);
  gate.open();
  await launch.event('run-ready');
  const {startedAt} = await launch.event('run-started');
  const {at} = await launch.event('task-started', 'web');
  const observer = {stateDir: rig.stateDir, here: await thisProcess()};
  const since: number[] = [];
  await listedRuns(await knownRuns(observer), {
    ...{here: observer.here, env: {}, headline: () => '', platform: process.platform, home: '/'},
    cpuPercent({usage}) {
      since.push(usage.startedAt);
      return undefined;
    },
  });
  expect(since).toHaveLength(1);
  expect(since[0]).toBeGreaterThanOrEqual(Date.parse(startedAt) + at);
});
