import {mkdir, readdir, readFile, readlink, rm, utimes, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {connectControl} from '../../src/control/client.ts';
import type {RunMethods} from '../../src/runner/run-methods.ts';
import {launchRig, type LaunchRig} from '../support/launch-rig.ts';
import {ownPackage} from '../support/own-package.ts';
import {injectedError} from '../support/throw-in.ts';
import {processesWith} from '../support/marked-processes.ts';
import {signalProcess} from '../support/signal-process.ts';

const UP = `serve: 'echo up; exec tail -f /dev/null', ready: {log: up}`;

/** The pid of the detached run, or `undefined` if there is none. */
async function processOf({mark}: LaunchRig): Promise<number | undefined> {
  const found = processesWith(mark);
  return found.find(({commandLine}) => commandLine.includes('--detached-process'))?.pid;
}

/** Waits until nothing is left of any run. */
async function untilGone(rig: LaunchRig): Promise<void> {
  await expect.poll(rig.leftBehind).toEqual([]);
}

async function stop(rig: LaunchRig): Promise<void> {
  signalProcess(await processOf(rig), 'SIGTERM');
  await untilGone(rig);
}

test.each(['run', 'up'])(
  '`bottle %s -d` returns when all tasks are ready, and the run continues',
  async command => {
    const rig = await launchRig(`tasks: {web: {${UP}}, check: {needs: [web], run: 'echo checked'}}`);
    const call = await rig.bottle([command, '-d']).ended();
    expect(call).toMatchObject({code: 0, stderr: ''});
    expect(call.stdout).toMatch(/check {2}\| checked\n[^]*bottle {3}ready in .*; running: web\n/);
    const pid = await processOf(rig);
    const [session, terminal] = await sessionAndTerminal(pid);
    expect({session, terminal}).toEqual({session: pid, terminal: 0});
    expect(await readlink(`/proc/${pid}/cwd`)).toBe(rig.dir);
    await stop(rig);
  },
);

async function sessionAndTerminal(pid: number | undefined): Promise<readonly number[]> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  return stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(3, 5)
    .map(Number);
}

test("closes inherited descriptors, so a reader of the caller's pipe does not wait for the run", async () => {
  const rig = await launchRig(`tasks: {web: {${UP}}}`);
  const command = `${process.execPath} ${rig.command} up -d`;
  // Node closes lower descriptors in its children.
  const {code, stdout} = await rig.start(['bash', '-c', `{ ${command}; } 40>&1 | cat; echo over`]).ended();
  expect({code, last: stdout.trim().split('\n').at(-1)}).toEqual({code: 0, last: 'over'});
  await stop(rig);
});

test('reports a failed task and exits like an attached run, with nothing left', async () => {
  const rig = await launchRig(
    `tasks: {web: {${UP}}, bad: {needs: [web], run: 'echo no config; exit 3'}, last: {needs: [bad], run: x}}`,
  );
  const attached = await rig.bottle(['run']).ended();
  const detached = await rig.bottle(['run', '-d']).ended();
  const report = (text: string): string => text.replace(/runs\/[^/]+\//, 'runs/ID/');
  expect({...detached, stdout: '', stderr: report(detached.stderr)}).toEqual({
    ...{...attached, stdout: '', stderr: report(attached.stderr)},
  });
  expect(detached.code).toBe(1);
  expect(processesWith(rig.mark)).toEqual([]);
});

test.each([
  ['a run that ends on its own', `tasks: {a: {run: 'echo done'}}`, [], 0],
  ['a run with `until` and no services', `tasks: {a: {run: 'exit 7'}}`, ['--until', 'a'], 7],
  ['an invalid file', 'tasks: {a: {rum: x}}', [], 2],
  ['an unknown task', `tasks: {a: {${UP}}}`, ['b'], 2],
  ['a missing process in `--with-pid`', `tasks: {a: {${UP}}}`, ['--with-pid', '4194304'], 2],
])('returns the exit code of %s', async (_, file, args, code) => {
  const rig = await launchRig(file);
  expect((await rig.bottle(['up', '-d', ...args]).ended()).code).toBe(code);
  expect(processesWith(rig.mark)).toEqual([]);
});

test('returns with `until` when all other tasks are ready', async () => {
  const rig = await launchRig(`
    until: tests
    tasks:
      web: {${UP}}
      tests: {needs: [web], run: 'read -r line < finish'}
      report: {needs: [tests], run: 'true'}
  `);
  const finish = await rig.gate('finish');
  const call = await rig.bottle(['up', '-d']).ended();
  expect(call).toMatchObject({code: 0, stderr: ''});
  expect(call.stdout).toContain('web      ready');
  finish.open();
  await untilGone(rig);
});

test('removes old files of calls that were killed before they had a run', async () => {
  const rig = await launchRig(`tasks: {a: {run: 'true'}}`);
  await mkdir(rig.stateDir);
  for (const name of ['.detached-old.log', '.detached-new.log'])
    await writeFile(join(rig.stateDir, name), '');
  await utimes(join(rig.stateDir, '.detached-old.log'), 0, 0);
  expect((await rig.bottle(['up', '-d']).ended()).code).toBe(0);
  const left = (await readdir(rig.stateDir)).filter(name => name.startsWith('.detached-'));
  expect(left).toEqual(['.detached-new.log']);
});

test('prints the events of the start as JSON', async () => {
  const rig = await launchRig(`tasks: {web: {${UP}}}`);
  const launch = rig.bottle(['up', '-d', '--format', 'json']);
  expect((await launch.ended()).code).toBe(0);
  expect(launch.events.map(({type}) => type)).toEqual(
    expect.arrayContaining(['run-started', 'task-output', 'task-ready', 'run-ready']),
  );
  await stop(rig);
});

test.each([
  [
    ['-d', '--', 'ls'],
    '`--detach` takes no command after `--`: a detached run has no terminal; start the run first, then run the command separately',
  ],
  [
    ['-d', 'shell'],
    'task `shell` is interactive, and a detached run has no terminal; leave it out, or run it without `--detach`',
  ],
  [['--new'], '`--new` needs `--detach`'],
  [['--recreate'], '`--recreate` needs `--detach`'],
  [['-d', '--new', '--recreate'], '`--new` and `--recreate` cannot be used together'],
])('rejects `up %j`', async (args, message) => {
  const rig = await launchRig(`tasks: {web: {${UP}}, shell: {run: sh, interactive: true}}`);
  const {code, stderr} = await rig.bottle(['up', ...args]).ended();
  expect({code, stderr}).toEqual({code: 2, stderr: expect.stringContaining(`error: ${message}\n`) as string});
  expect(processesWith(rig.mark)).toEqual([]);
});

/** A run whose start never completes. */
const STARTING = `tasks: {web: {${UP}}, slow: {needs: [web], run: 'echo runs; exec tail -f /dev/null'}}`;

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('stops the run on %s before it is ready, and shows the teardown', async (signal, code) => {
  const rig = await launchRig(STARTING);
  const call = rig.bottle(['up', '-d']);
  await call.printed('slow   | runs');
  call.signal(signal);
  expect(await call.ended()).toMatchObject({
    code,
    stdout: expect.stringMatching(/web {6}stopped in/) as string,
  });
  expect(await rig.leftBehind()).toEqual([]);
});

test.each(['SIGKILL', 'SIGHUP'] as const)('continues the run if the call ends by %s', async signal => {
  const rig = await launchRig(
    `tasks: {web: {${UP}}, slow: {needs: [web], run: 'echo runs; read -r line < go; touch went-on'}}`,
  );
  const go = await rig.gate('go');
  const call = rig.bottle(['up', '-d']);
  await call.printed('slow   | runs');
  call.signal(signal);
  await call.ended();
  go.open();
  await expect.poll(async () => await exists(rig, 'went-on')).toBe(true);
  await stop(rig);
});

async function exists(rig: LaunchRig, file: string): Promise<boolean> {
  return await rig.read(file).then(
    () => true,
    () => false,
  );
}

test('is not blocked by a stopped call', async () => {
  const rig = await launchRig(`
    tasks:
      loud: {run: 'i=0; while [ $i -lt 60000 ]; do echo "line $i of a task that prints a lot while nobody reads"; i=$((i+1)); done'}
      web: {needs: [loud], serve: 'touch web-started; exec tail -f /dev/null'}
  `);
  const call = rig.bottle(['up', '-d', '--format', 'json']);
  await call.event('task-started', 'loud');
  call.signal('SIGSTOP');
  await expect.poll(async () => await exists(rig, 'web-started')).toBe(true);
  call.signal('SIGCONT');
  expect((await call.ended()).code).toBe(0);
  await stop(rig);
});

test('ends the run after its TTL or with another process', async () => {
  const rig = await launchRig(`tasks: {web: {${UP}}}`);
  expect((await rig.bottle(['up', '-d', '--ttl', '1ms']).ended()).code).toBe(143);
  const agent = rig.start(['tail', '-f', '/dev/null']);
  expect((await rig.bottle(['up', '-d', '--with-pid', String(agent.pid)]).ended()).code).toBe(0);
  agent.signal('SIGKILL');
  await untilGone(rig);
});

test('ends the run after a bug, and logs the report', async () => {
  const rig = await launchRig(`tasks: {web: {${UP}}}`);
  const bug = injectedError(rig, 'timer');
  // Set by arguments, because the detached process inherits them.
  const {NODE_OPTIONS = '', ...env} = bug.env;
  const command = [process.execPath, ...NODE_OPTIONS.split(' '), rig.command, 'up', '-d'];
  expect((await rig.start(command, {env}).ended()).code).toBe(0);
  const [run = ''] = await readdir(join(rig.stateDir, 'runs'));
  await bug.throwNow();
  const log = join(rig.stateDir, 'runs', run, 'logs/process.log');
  const report = async (): Promise<string> => await readFile(log, 'utf8').catch(() => '');
  await expect.poll(report).toContain('error: internal error in bottle: injected into timer');
  await expect.poll(async () => await processOf(rig)).toBe(undefined);
  expect(processesWith(rig.mark)).toEqual([]);
});

test('restarts and stops tasks even if the installed package is deleted', async () => {
  const rig = await launchRig(`
    tasks:
      address: {alias: {pool: 127.0.2.60-127.0.2.69}}
      ca: {certificate: {ca: true}}
      leaf: {certificate: {issuer: ca, hosts: [localhost]}}
      files: {run: 'echo made > made', sources: ['*.yaml'], generates: [made], undo: 'rm made'}
      web: {needs: [address, leaf, files], ${UP}, restart: {attempts: 1, delay: 0s}}
      late: {serve: 'exec tail -f /dev/null', ready: {file: made}}
  `);
  const folder = await ownPackage(rig);
  const call = rig.bottle(['up', '-d', 'web', '--format', 'json']);
  expect(await call.ended()).toMatchObject({code: 0});
  const {run} = await call.event('run-started');
  await rm(folder, {recursive: true});
  const dir = join(rig.stateDir, 'runs', run);
  const {request, close} = await connectControl<RunMethods>(dir, {bottle: '0.1.0'});
  const {tasks} = await request('restart', {tasks: ['address', 'ca', 'files'], renew: true});
  expect(tasks.filter(({status}) => status !== 'ready' && status !== 'done')).toEqual([]);
  expect(await request('start', {tasks: ['late']})).toMatchObject({tasks: [{task: 'late', status: 'ready'}]});
  expect(await request('execTarget', {task: 'web'})).toMatchObject({where: 'host', cwd: rig.dir});
  expect(await request('down', {})).toEqual({leftovers: []});
  close();
  await untilGone(rig);
  expect(await exists(rig, 'made')).toBe(false);
  expect(await readFile(join(dir, 'logs/process.log'), 'utf8').catch(() => '')).toBe('');
});
