import {readdir, readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {fullPipe} from '../support/full-pipe.ts';
import type {Ended, Launch, LaunchOptions} from '../support/launch.ts';
import {launchRig, type LaunchRig} from '../support/launch-rig.ts';
import {processesWith} from '../support/marked-processes.ts';
import {otlpCollector} from '../support/otlp-collector.ts';
import {signalProcess} from '../support/signal-process.ts';
import {onTerminal} from '../support/terminal.ts';

/** Starts `bottle` with a pipe that is not read as its stdout or stderr. */
function startUnread(
  rig: LaunchRig,
  args: readonly string[],
  {descriptor = 1, ...options}: LaunchOptions & {readonly descriptor?: 1 | 2} = {},
): Launch {
  return rig.start(
    ['sh', '-c', `exec "$0" "$@" ${descriptor}> full`, process.execPath, rig.command, ...args],
    options,
  );
}

/** Waits for the last event of a run on disk. */
async function runEnded(rig: LaunchRig): Promise<void> {
  const folder = join(rig.stateDir, 'runs');
  const events = async (): Promise<string> => {
    const [run = ''] = await readdir(folder).catch(() => []);
    return await readFile(join(folder, run, 'events.ndjson'), 'utf8').catch(() => '');
  };
  await expect.poll(events).toContain('"run-ended"');
}

/** Sends SIGTERM until the command has ended. */
async function signalled(launch: Launch): Promise<Ended> {
  const ended = launch.ended();
  let isOver = false;
  void ended.finally(() => (isOver = true));
  await expect
    .poll(
      () => {
        if (!isOver) launch.signal('SIGTERM');
        return isOver;
      },
      {interval: 100, timeout: 20_000},
    )
    .toBe(true);
  return await ended;
}

test.each(['plain', 'json'])(
  'a second signal ends a run that has stopped everything, and whose output is not read (%s)',
  async format => {
    const rig = await launchRig(`tasks: {a: {serve: 'echo >> up; exec tail -f /dev/null'}}`);
    fullPipe(rig.dir);
    const launch = startUnread(rig, ['run', '--format', format]);
    await expect.poll(async () => await rig.read('up').catch(() => '')).toBe('\n');
    launch.signal('SIGTERM');
    await runEnded(rig);
    expect(await signalled(launch)).toMatchObject({code: 143, stderr: ''});
    expect(await rig.leftBehind()).toEqual([]);
  },
);

test('the trace of a run whose output is not read is exported before a second signal ends it', async () => {
  const rig = await launchRig(`
    name: shop
    tasks: {a: {serve: 'echo >> up; exec tail -f /dev/null'}}
  `);
  const collector = await otlpCollector();
  const pipe = fullPipe(rig.dir);
  const launch = startUnread(rig, ['run'], {
    env: {OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint, OTEL_BSP_SCHEDULE_DELAY: '3600000'},
  });
  await expect.poll(async () => await rig.read('up').catch(() => '')).toBe('\n');
  launch.signal('SIGTERM');
  await runEnded(rig);
  await pipe.blocks(launch.pid);
  await expect
    .poll(() => collector.spans().map(({name}) => name), {timeout: 20_000})
    .toEqual(expect.arrayContaining(['RUN shop', 'a']));
  expect(await signalled(launch)).toMatchObject({code: 143, stderr: ''});
});

test('one signal loses nothing that is read later', async () => {
  const rig = await launchRig(`tasks: {a: {serve: 'echo >> up; exec tail -f /dev/null'}}`);
  const pipe = fullPipe(rig.dir);
  const launch = startUnread(rig, ['run', '--format', 'json']);
  await expect.poll(async () => await rig.read('up').catch(() => '')).toBe('\n');
  launch.signal('SIGTERM');
  await runEnded(rig);
  let read = '';
  await expect.poll(() => (read += pipe.read())).toContain('"type":"run-ended"');
  expect(read).toContain('"type":"run-started"');
  expect(await launch.ended()).toMatchObject({code: 143});
});

test('a signal after the end of a run does not cut its output, and a second one ends it with the code of the run', async () => {
  const rig = await launchRig(`tasks: {a: {run: 'exit 3'}}`);
  const pipe = fullPipe(rig.dir);
  const launch = startUnread(rig, ['run'], {descriptor: 2});
  await launch.printed('failed after');
  await runEnded(rig);
  await pipe.blocks(launch.pid);
  expect(await signalled(launch)).toMatchObject({code: 1});
  expect(await rig.leftBehind()).toEqual([]);
});

test.each([
  {command: 'logs --follow'},
  {command: 'ps --watch'},
  {command: 'attach'},
  {command: 'down'},
  {command: 'up --detach --new --name other', services: 2},
  {command: 'up --detach --copies 2 --name other', services: 3},
])('a second signal ends $command if its output is not read', async ({command, services = 1}) => {
  const rig = await launchRig(
    `tasks: {a: {serve: 'echo >> up; echo up; exec tail -f /dev/null', ready: {log: up}}}`,
  );
  expect(await rig.bottle(['up', '--detach']).ended()).toMatchObject({code: 0});
  const pipe = fullPipe(rig.dir);
  const launch = startUnread(rig, command.split(' '));
  await pipe.blocks(launch.pid);
  await expect.poll(async () => (await rig.read('up')).length).toBe(services);
  expect(await signalled(launch)).toMatchObject({code: 143});
  expect(await rig.bottle(['down', '--all']).ended()).toMatchObject({code: 0});
  expect(await rig.leftBehind()).toEqual([]);
});

test.each(['auto', 'plain'])('a second signal ends a run on a hanging terminal (%s)', async format => {
  const rig = await launchRig(`
    tasks:
      talks: {serve: 'exec yes'}
      fails: {run: 'read -r line < gate; exit 3'}
  `);
  const gate = await rig.gate('gate');
  const launch = onTerminal(rig, ['run', '--format', format]);
  await launch.printed('| y');
  // The program that reads from the terminal.
  launch.signal('SIGSTOP');
  onTestFinished(() => launch.signal('SIGKILL'));
  gate.open();
  await runEnded(rig);
  const code = async (): Promise<string> => {
    const own = processesWith(rig.mark).find(({commandLine}) =>
      commandLine.startsWith(`${process.execPath} ${rig.command}`),
    );
    if (own) signalProcess(own.pid, 'SIGTERM');
    return await rig.read('code').catch(() => '');
  };
  await expect.poll(code, {interval: 100, timeout: 20_000}).toBe('1\n');
  launch.signal('SIGCONT');
  await launch.ended();
  expect(await rig.leftBehind()).toEqual([]);
});
