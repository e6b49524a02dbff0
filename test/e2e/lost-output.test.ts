import {execFileSync, spawnSync} from 'node:child_process';
import {closeSync, constants, existsSync, openSync} from 'node:fs';
import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {describe, expect, test} from 'vitest';
import {launchRig, type LaunchRig} from '../support/launch-rig.ts';
import {temporaryDirectory} from '../support/temporary-directory.ts';

const BOTTLE = fileURLToPath(new URL('../../dist/cli/bottle.js', import.meta.url));

const UP = `serve: 'echo up; exec tail -f /dev/null', ready: {log: up}`;

/** A call whose output goes to a descriptor. */
function callTo(descriptor: number, args: readonly string[], cwd: string) {
  const env = {...process.env, HOME: cwd, XDG_STATE_HOME: '', XDG_CACHE_HOME: '', BOTTLE_STATE_DIR: ''};
  const stdio = ['ignore', descriptor, 'pipe'] as const;
  const {status, stderr} = spawnSync(process.execPath, [BOTTLE, ...args], {
    cwd,
    env,
    encoding: 'utf8',
    stdio: [...stdio],
  });
  return {args, status, stderr};
}

async function launchFolder(): Promise<string> {
  const dir = await temporaryDirectory();
  await writeFile(join(dir, 'bottle.yaml'), 'tasks: {a: {run: echo text}}\n');
  return dir;
}

test.runIf(existsSync('/dev/full'))(
  'a call fails with an error if its output cannot be written',
  async () => {
    const dir = await launchFolder();
    const full = openSync('/dev/full', 'w');
    const stderr = expect.stringMatching(/^[^\n]*ENOSPC[^\n]*\n$/) as string;
    try {
      for (const args of [
        ...[['run'], ['run', '--format', 'json'], ['plan'], ['plan', '--format', 'json'], ['check']],
        ...[['logs'], ['logs', '--format', 'json'], ['timeline'], ['ps'], ['ps', '--watch']],
      ])
        expect(callTo(full, args, dir)).toEqual({args, status: 1, stderr});
    } finally {
      closeSync(full);
    }
  },
);

test.runIf(existsSync('/dev/full')).each([
  {command: 'up --detach', isUp: true},
  {command: 'up --detach --copies 2', isUp: true},
  {command: 'up --detach --copies 2 --format json', isUp: true},
  {command: 'wait', isUp: true},
  {command: 'outputs', isUp: true},
  {command: 'start a', isUp: true},
  {command: 'restart a', isUp: true},
  {command: 'stop a', isUp: true},
  {command: 'down', isUp: false},
  {command: 'down --format json', isUp: false},
  {command: 'down --all', isUp: false},
])(
  'bottle $command completes its work, and fails with an error if its output cannot be written',
  async ({command, isUp}) => {
    const rig = await launchRig(`tasks: {a: {${UP}}, b: {${UP}}}`);
    if (!command.startsWith('up'))
      expect(await rig.bottle(['up', '--detach']).ended()).toMatchObject({code: 0});
    const ended = await rig
      .start(['sh', '-c', 'exec "$0" "$@" > /dev/full', process.execPath, rig.command, ...command.split(' ')])
      .ended();
    expect(ended).toEqual({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/^[^\n]*ENOSPC[^\n]*\n$/) as string,
    });
    expect((await rig.leftBehind()).length > 0).toBe(isUp);
    const {stdout} = await rig.bottle(['ps', '--format', 'json']).ended();
    const {runs} = JSON.parse(stdout) as {readonly runs: readonly {readonly state: string}[]};
    expect(runs.map(({state}) => state)).toEqual(
      isUp ? Array(command.includes('copies') ? 2 : 1).fill('ready') : [],
    );
    expect(await rig.bottle(['down', '--all']).ended()).toMatchObject({code: 0});
  },
);

describe.runIf(existsSync('/dev/full'))('a command that shows a run whose output cannot be written', () => {
  const lost = {
    code: 1,
    stdout: '',
    stderr: 'warning: output is lost: ENOSPC: no space left on device, write\n',
  };
  const lossy = (rig: LaunchRig, ...args: readonly string[]) =>
    rig.start(['sh', '-c', 'exec "$0" "$@" > /dev/full', process.execPath, rig.command, ...args]);

  test('`up -d`, when it waits for a live run of the same name', async () => {
    const rig = await launchRig(
      `tasks: {a: {serve: 'echo begins; read -r line < gate; echo up; exec tail -f /dev/null', ready: {log: up}}}`,
    );
    const gate = await rig.gate('gate');
    const first = rig.bottle(['up', '--detach', '--format', 'json']);
    await first.event('task-output');
    const second = lossy(rig, 'up', '--detach');
    await second.printed('warning');
    gate.open();
    expect(await second.ended()).toEqual(lost);
    expect((await first.ended()).code).toBe(0);
    // The run is ready, so only one line is lost.
    expect(await lossy(rig, 'up', '--detach').ended()).toEqual(lost);
    expect(await rig.bottle(['stop', 'a']).ended()).toMatchObject({code: 0});
    gate.open();
    expect(await lossy(rig, 'up', '--detach').ended()).toEqual(lost);
    expect(await rig.bottle(['down']).ended()).toMatchObject({code: 0});
  });

  test('`attach`, after detaching and after a run that has succeeded', async () => {
    const rig = await launchRig(`tasks: {a: {run: 'echo begins; read -r line < gate'}}`);
    const gate = await rig.gate('gate');
    const run = rig.run();
    await run.event('task-output');
    const detached = lossy(rig, 'attach');
    await detached.printed('warning');
    detached.signal('SIGINT');
    expect(await detached.ended()).toEqual(lost);
    const attached = lossy(rig, 'attach');
    await attached.printed('warning');
    gate.open();
    expect(await attached.ended()).toEqual(lost);
    expect((await run.ended()).code).toBe(0);
  });

  test('`ui`, which cannot print its address', async () => {
    const rig = await launchRig('tasks: {}');
    expect(await lossy(rig, 'ui').ended()).toEqual({
      ...lost,
      stderr: 'error: cannot write the output: ENOSPC: no space left on device, write\n',
    });
  });

  test('`down --forget`', async () => {
    const rig = await launchRig(`tasks: {a: {${UP}}}`);
    const launch = rig.run();
    const {run} = await launch.event('run-started');
    await launch.event('run-ready');
    launch.signal('SIGKILL');
    await launch.ended();
    expect(await lossy(rig, 'down', '--forget', run).ended()).toEqual(lost);
    expect(await rig.leftBehind()).toEqual([]);
  });
});

test.runIf(existsSync('/dev/full'))('leftovers take precedence over lost output', async () => {
  const rig = await launchRig(`tasks: {a: {run: 'true', undo: 'exit 1'}, b: {${UP}}}`);
  expect(await rig.bottle(['up', '--detach']).ended()).toMatchObject({code: 0});
  const {code, stderr} = await rig
    .start(['sh', '-c', 'exec "$0" "$@" > /dev/full', process.execPath, rig.command, 'down'])
    .ended();
  expect(code).toBe(3);
  expect(stderr).toContain('warning: output is lost');
});

test('a call without a reader ends as if by SIGPIPE', async () => {
  const dir = await launchFolder();
  const path = join(dir, 'pipe');
  execFileSync('sh', ['-c', 'mkfifo "$0"', path]);
  const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const writer = openSync(path, constants.O_WRONLY);
  closeSync(reader);
  try {
    expect(callTo(writer, ['check'], dir)).toMatchObject({status: 141, stderr: ''});
  } finally {
    closeSync(writer);
  }
});

test('any other failure to write is reported as lost output as well', async () => {
  const dir = await launchFolder();
  // Opened for reading only, so writing fails with EBADF.
  const descriptor = openSync(join(dir, 'bottle.yaml'), 'r');
  try {
    callTo(openSync('/dev/null', 'w'), ['run'], dir);
    for (const args of [['plan'], ['check'], ['logs'], ['timeline'], ['run'], ['ps', '--watch']])
      expect(callTo(descriptor, args, dir)).toEqual({
        ...{args, status: 1},
        stderr: expect.stringMatching(
          /^(error: cannot write the output|warning: output is lost): [^\n]*EBADF[^\n]*\n$/,
        ) as string,
      });
  } finally {
    closeSync(descriptor);
  }
});
