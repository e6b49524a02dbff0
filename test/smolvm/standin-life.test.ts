import {execFile} from 'node:child_process';
import {mkdir, readFile, rm, writeFile} from 'node:fs/promises';
import {createServer} from 'node:net';
import {once} from 'node:events';
import {join} from 'node:path';
import {beforeEach, describe, expect, onTestFinished, test} from 'vitest';
import {needsGuests} from '../support/guests.ts';
import {temporaryDirectory} from '../support/temporary-directory.ts';
import {oneMachine, started, VERSIONS, type OneMachine} from './standin-machine.ts';

beforeEach(needsGuests);

describe.each(VERSIONS)('as version %s', version => {
  test('starts, stops and deletes a machine', async () => {
    const {named, does, vms} = await oneMachine({version});
    await named('create', '--image', './agent.tar');
    expect(await stateOf({does})).toEqual({state: 'created', pid: null});
    const start = await does('start');
    const [pid] = await vms();
    expect(start).toEqual({
      code: 0,
      stdout: `Machine 'm' running (PID: ${pid ?? 0})\n`,
      stderr: "Starting machine 'm'...\n",
    });
    expect(await stateOf({does})).toEqual({state: 'running', pid});
    expect((await does('start')).stdout).toBe(`Machine 'm' already running (PID: ${pid ?? 0})\n`);
    expect(await does('stop')).toMatchObject({
      code: 0,
      stdout: "Stopping machine 'm'...\nStopped machine: m\n",
    });
    expect(await vms()).toEqual([]);
    expect(await stateOf({does})).toEqual({state: 'stopped', pid: null});
    expect(await does('stop')).toMatchObject({
      code: 0,
      stdout: "Machine 'm' is not running (state: stopped)\n",
    });
    expect(await named('delete', '-f')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/Deleted machine: m\n$/) as string,
    });
    expect((await does('status')).code).toBe(1);
  });

  test('deletes a running machine', async () => {
    const {named, vms} = await started({version});
    await named('delete', '-f');
    expect(await vms()).toHaveLength(version === '0.8.0' ? 1 : 0);
  });

  test('does not delete without confirmation', async () => {
    const {named, machines} = await oneMachine({version});
    await named('create');
    expect(await named('delete')).toMatchObject({code: 0, stdout: 'Cancelled\n'});
    expect(await machines()).toHaveLength(1);
  });
});

test('fails to delete without a terminal for the confirmation since 1.17', async () => {
  const {named, machines} = await oneMachine({version: '1.17.0'});
  await named('create');
  expect((await named('delete')).code).toBe(1);
  expect(await machines()).toHaveLength(1);
});

test.each([
  ['port', 'Address already in use'],
  ['kvm', 'kvm not available: '],
  ['kvm-permission', 'kvm permission denied: '],
  ['pull', 'pull image: '],
  ['init', 'init[0] failed (exit 1)'],
  ['boot-died', 'boot process exited (code 1) before the agent was ready'],
])('fails to start: %s', async (startFails, message) => {
  const {does, vms} = await oneMachine({startFails: `${startFails}:1`});
  await does('create');
  const {code, stderr} = await does('start');
  expect([code, stderr]).toEqual([1, expect.stringContaining(message)]);
  await expect.poll(vms).toEqual([]);
  expect(await stateOf({does})).toEqual({state: 'created', pid: null});
  // Only the first start of the machine is configured to fail.
  expect((await does('start')).code).toBe(0);
});

test('updates the record at the end of a slow start', async () => {
  const startUntil = join(await temporaryDirectory(), 'booted');
  const {does, vms} = await oneMachine({startUntil});
  await does('create');
  const start = does('start');
  await expect.poll(vms).toHaveLength(1);
  expect(await stateOf({does})).toEqual({state: 'created', pid: null});
  expect((await does('start')).stderr).toMatch('another process is already starting or running this VM');
  await writeFile(startUntil, '');
  expect((await start).code).toBe(0);
});

test('leaves an unknown machine if a call is killed during a start', async () => {
  const {does, named, vms} = await killedInStart();
  expect(await stateOf({does})).toEqual({state: 'created', pid: null});
  await named('delete', '-f');
  expect(await vms()).toHaveLength(1);
});

test.each(['stop', 'start'])('finds an unknown machine by %s', async command => {
  const machine = await killedInStart();
  const [orphan] = await machine.vms();
  const {code, stderr} = await machine.smolvm(['machine', command, '--name', 'm'], {
    SMOLVM_STANDIN_START_MS: '0',
  });
  expect([code, stderr]).toEqual([
    0,
    expect.stringContaining(`Killing orphaned _boot-vm process (PID ${orphan ?? 0})`),
  ]);
  expect(await machine.vms()).not.toContain(orphan);
});

test('keeps the record after a loss of power', async () => {
  const {does, crashHost, exec, vms} = await started();
  const [pid] = await vms();
  await crashHost();
  expect(await stateOf({does})).toEqual({state: 'stopped', pid});
  expect(await exec('true')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("'m' is not running.") as string,
  });
  expect((await does('start')).stdout).toMatch(/^Machine 'm' running/);
});

test('reports a hanging machine as unreachable until the next start kills it', async () => {
  const {does, exec, vms} = await started({agent: 'deaf', pingMs: 200});
  const [pid] = await vms();
  const {code, stderr} = await exec('true');
  expect([code, stderr]).toEqual([1, expect.stringContaining("machine 'm' is not running.")]);
  expect(await stateOf({does})).toEqual({state: 'unreachable', pid});
  await does('start');
  expect(await vms()).not.toContain(pid);
});

test('can have a machine that responds without running commands', async () => {
  const {does} = await started({agent: 'mute'});
  // The command line gives up five seconds after the time limit.
  const {code, stderr} = await does('exec', '--timeout', '1ms', '--', 'true');
  expect([code, stderr]).toEqual([
    1,
    'Error: io operation failed: Resource temporarily unavailable (os error 11)\n',
  ]);
});

test('can fail to stop', async () => {
  const {does, vms} = await started({stopFails: 1});
  expect((await does('stop')).stderr).toMatch(/process \d+ still alive after stop attempts/);
  expect(await vms()).toHaveLength(1);
  expect((await does('stop')).code).toBe(0);
});

test('kills a machine that never responds, and keeps its progress in the console log', async () => {
  const {does, smolvm, vms} = await oneMachine({startFails: 'timeout'});
  await does('create');
  const {code, stderr} = await does('start');
  expect([code, stderr]).toEqual([
    1,
    expect.stringContaining('agent did not become ready within 30 seconds'),
  ]);
  await expect.poll(vms).toEqual([]);
  const dir = (await smolvm(['machine', 'data-dir', '--name', 'm'])).stdout.trim();
  expect(await readFile(join(dir, 'agent-console.log'), 'utf8')).toMatch(
    /Linux version [^]* agent: waiting for mounts\n$/,
  );
});

test('runs init commands only on the first start', async () => {
  const {does} = await oneMachine();
  await does('create', '--init', 'echo one >>log; echo said');
  expect((await does('start')).stdout).toMatch(/^Running 1 init command\(s\)\.\.\.\nsaid\n/);
  await does('stop');
  expect((await does('start')).stdout).toMatch(/^Init already completed, skipping 1 command\(s\)\n/);
  expect((await does('exec', '--', 'cat', 'log')).stdout).toBe('one\n');
});

test('completes the start of a bare machine when its command has ended', async () => {
  const {does} = await oneMachine();
  await does('create', '--', 'sh', '-c', 'echo work; exit 3');
  expect(await does('start')).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^work\nMachine 'm' running/) as string,
    stderr: expect.stringMatching(/workload exited with code 3\n$/) as string,
  });
});

test('rejects a port of another running machine', async () => {
  const {smolvm} = await oneMachine();
  for (const name of ['a', 'b']) await smolvm(['machine', 'create', '--name', name, '-p', '39411:80']);
  await smolvm(['machine', 'start', '--name', 'a']);
  const {code, stderr} = await smolvm(['machine', 'start', '--name', 'b']);
  expect([code, stderr]).toEqual([
    1,
    expect.stringContaining("host port 39411 is already in use by running machine 'a'"),
  ]);
});

test('rejects a port of another process', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const {port} = server.address() as {port: number};
  const {does} = await oneMachine();
  await does('create', '-p', `${port}:80`);
  expect((await does('start')).stderr).toMatch(
    'failed to start virtio network runtime: Address already in use',
  );
});

test('fails to start if a volume is missing', async () => {
  const volume = join(await temporaryDirectory(), 'volume');
  await mkdir(volume);
  const {does} = await oneMachine({readyMs: 300});
  await does('create', '-v', `${volume}:/mnt`);
  await rm(volume, {recursive: true});
  expect((await does('start')).stderr).toMatch('agent did not become ready within 30 seconds');
});

test.each([
  ['0.8.0', 1],
  ['1.9.3', 0],
])('depends on the packed machine at the start as version %s', async (version, code) => {
  const file = join(await temporaryDirectory(), 'agent.smolmachine');
  await writeFile(file, '');
  const {named, does} = await oneMachine({version});
  await named('create', '--from', file);
  await rm(file);
  expect((await does('start')).code).toBe(code);
});

async function stateOf({does}: Pick<OneMachine, 'does'>): Promise<unknown> {
  const {state, pid} = JSON.parse((await does('status', '--json')).stdout) as {
    state: string;
    pid: number | null;
  };
  return {state, pid};
}

/** A machine that boots for the whole test, after the process that started it was killed. */
async function killedInStart(): Promise<OneMachine> {
  const machine = await oneMachine({startMs: 600_000});
  await machine.does('create');
  const starter = execFile('smolvm', ['machine', 'start', '--name', 'm'], {
    env: {...process.env, ...machine.env},
  });
  await expect.poll(machine.vms).toHaveLength(1);
  starter.kill('SIGKILL');
  await once(starter, 'exit');
  return machine;
}
