import {expect, test} from 'vitest';
import {launchRig, type LaunchRig} from '../support/launch-rig.ts';
import {processesWith} from '../support/marked-processes.ts';
import {onTerminal} from '../support/terminal.ts';

const UP = `serve: 'echo up; exec tail -f /dev/null', ready: {log: up}`;
const SHOP = `
name: shop
env: {LEVEL: info}
secrets: {TOKEN: {env: TOKEN}}
tasks:
  web: {cwd: sub, env: {PORT: "3000", KEY: "\${{ secrets.TOKEN }}"}, ${UP}}
  made: {run: echo made}
  address: {alias: {pool: 127.0.2.60-127.0.2.69}}
  bad: {serve: 'exit 1', allow_failure: true}
`;

async function runningShop(): Promise<LaunchRig> {
  const rig = await launchRig(SHOP);
  await rig.write('sub/file', '');
  expect(await rig.bottle(['up', '-d'], {env: {TOKEN: 'hunter2'}}).ended()).toMatchObject({code: 0});
  return rig;
}

const exec = async (rig: LaunchRig, ...args: readonly string[]) =>
  await rig.bottle(['exec', ...args]).ended();

test('runs a command with the working directory and environment of a host task', async () => {
  const rig = await runningShop();
  const {code, stdout, stderr} = await exec(
    ...[rig, 'web', '--', 'sh', '-c', 'echo $PORT $LEVEL $KEY $BOTTLE_TASK; pwd; exit 7'],
  );
  expect({code, stdout, stderr}).toEqual({
    code: 7,
    stdout: `3000 info hunter2 web\n${rig.dir}/sub\n`,
    stderr: '',
  });
  // Without `--`, the arguments after the program belong to the command.
  expect((await exec(rig, 'made', 'sh', '-c', 'echo $PORT $BOTTLE_TASK')).stdout).toBe('made\n');
  expect((await exec(rig, '-w', '..', 'web', 'pwd')).stdout).toBe(`${rig.dir}\n`);
});

test('`bottle shell` reads a script from a pipe', async () => {
  const rig = await runningShop();
  const shell = rig.bottle(['shell', 'web'], {env: {SHELL: '/bin/sh'}});
  shell.type('echo in $PORT; exit 3\n');
  expect(await shell.ended()).toEqual({code: 3, stdout: 'in 3000\n', stderr: ''});
});

test('connects a command to the terminal', async () => {
  const rig = await runningShop();
  const command = onTerminal(rig, [
    'exec',
    'web',
    '--',
    'sh',
    '-c',
    'test -t 0 && test -t 1 && echo "has $TERM"; read -r line; echo "read $line"',
  ]);
  await command.printed('has xterm-256color');
  command.type('typed\n');
  await command.printed('read typed');
  expect((await command.ended()).code).toBe(0);
});

test.each([
  [['nothing', 'ls'], 2, 'run `shop` has no task `nothing`'],
  [['bad', 'ls'], 2, 'task `bad` is not up, it is failed'],
  [['address', 'ls'], 2, 'no command can run in task `address` of kind `alias`'],
  [['web'], 2, 'no command given; use `bottle shell` for a shell'],
  [['--user', 'me', 'web', 'ls'], 2, '`--user` is for containers and machines'],
  [['web', 'no-such-program'], 127, 'cannot run `no-such-program`: no such program'],
  [['web', './file'], 126, 'cannot run `./file`: EACCES'],
])('%j exits with %d', async (args, code, message) => {
  const rig = await runningShop();
  expect(await exec(rig, ...args)).toMatchObject({code, stderr: expect.stringContaining(message) as string});
});

test('ends a command with its task, without leaving processes', async () => {
  const rig = await runningShop();
  const command = rig.bottle(['exec', 'web', '--', 'sh', '-c', 'echo runs; exec tail -f /dev/null']);
  await command.printed('runs');
  expect((await rig.bottle(['down']).ended()).code).toBe(0);
  expect((await command.ended()).code).toBe(143);
  await expect.poll(() => processesWith(rig.mark)).toEqual([]);
});

test('forwards signals to the command', async () => {
  const rig = await runningShop();
  const command = rig.bottle([
    'exec',
    'web',
    '--',
    'sh',
    '-c',
    'trap "exit 5" TERM; echo runs; while :; do sleep 0.05; done',
  ]);
  await command.printed('runs');
  command.signal('SIGTERM');
  expect((await command.ended()).code).toBe(5);
});
