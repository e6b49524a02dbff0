import {execFile, spawn} from 'node:child_process';
import {once} from 'node:events';
import {beforeEach, describe, expect, test} from 'vitest';
import {needsGuests, withoutFullGuests} from '../support/guests.ts';
import {within} from '../support/within.ts';
import {started, type OneMachine} from './standin-machine.ts';

beforeEach(needsGuests);

const IMAGE = ['--image', './agent.tar'];

/** More than a command may print if its output is buffered until its end. */
const TOO_MUCH = 'head -c 12000000 /dev/zero';

describe.each([
  ['0.8.0', 'image', IMAGE],
  ['0.8.0', 'bare', []],
  ['1.9.3', 'image', IMAGE],
  ['1.9.3', 'bare', []],
])('as version %s, %s', (version, what, args) => {
  const isBare = what === 'bare';

  test('returns exit codes', async () => {
    const {exec} = await started({version}, args);
    for (const code of [0, 1, 77, 255]) expect((await exec('sh', '-c', `exit ${code}`)).code).toBe(code);
    const isReported = version !== '0.8.0' || !isBare;
    expect((await exec('sh', '-c', 'kill -TERM $$')).code).toBe(isReported ? 143 : 255);
    expect((await exec('sh', '-c', 'kill -KILL $$')).code).toBe(isReported ? 137 : 255);
  });

  test('returns both streams unchanged', async () => {
    const {exec} = await started({version}, args);
    expect(await exec('sh', '-c', 'printf " a\\n"; echo b >&2')).toEqual({
      code: 0,
      stdout: ' a\n',
      stderr: 'b\n',
    });
  });

  test('reports a missing command', async () => {
    const {exec} = await started({version}, args);
    const {code, stderr} = await exec('nope');
    expect([code, stderr.startsWith('Error: ')]).toEqual([1, isBare]);
  });

  test.skipIf(withoutFullGuests)('supports a time limit', async () => {
    const {does, exec} = await started({version}, args);
    const {code, stdout, stderr} = await does(
      'exec',
      '--timeout',
      '1500ms',
      '--',
      'sh',
      '-c',
      'echo begun; sleep 600; true',
    );
    expect([code, stdout, stderr]).toEqual([
      124,
      'begun\n',
      isBare ? '' : '\ncommand timed out after 1500ms',
    ]);
    // Processes that this version does not kill continue: until 1.7.6 only the client of the container is killed.
    const left = await exec('sh', '-c', 'ps | grep -c "[s]leep 600"');
    expect(left.stdout.trim()).toBe(version === '0.8.0' && !isBare ? '1' : '0');
  });

  test('passes the environment of the machine', async () => {
    const {does} = await started({version}, [...args, '-e', 'A=1', '-e', 'B=1']);
    const {stdout} = await does('exec', '-e', 'B=2', '--', 'sh', '-c', 'echo "$A-$B"');
    expect(stdout).toBe(version === '0.8.0' ? '-2\n' : '1-2\n');
  });
});

test('fails for too much output', async () => {
  const [image, bare, old] = [
    await started({}, IMAGE),
    await started({}, []),
    await started({version: '0.8.0'}, []),
  ];
  const cut = 11 * 1024 * 1024;
  expect((await image.exec('sh', '-c', TOO_MUCH)).stdout).toHaveLength(cut);
  expect((await old.exec('sh', '-c', TOO_MUCH)).stdout).toHaveLength(cut);
  expect(await bare.exec('sh', '-c', TOO_MUCH)).toMatchObject({code: 1, stdout: ''});
  expect(await bare.does('exec', '--stream', '--', 'sh', '-c', TOO_MUCH)).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^error: streaming output exceeded/) as string,
  });
});

test.skipIf(withoutFullGuests)(
  'runs a command with directory, user and environment of the call',
  async () => {
    const {smolvm} = await started();
    const args = ['machine', 'exec', '--name', 'm', '-w', '/home/node', '-e', 'CALLER', '--'];
    const {stdout} = await smolvm([...args, 'sh', '-c', 'pwd; id -un; echo "$CALLER"'], {CALLER: 'c'});
    expect(stdout).toBe('/home/node\nroot\nc\n');
  },
);

test.skipIf(withoutFullGuests)('has a home folder with a wrong owner until it is repaired', async () => {
  const {exec} = await started();
  const owner = async () => (await exec('stat', '-c', '%U %u', '/home/node/.profile')).stdout;
  expect(await owner()).toBe('UNKNOWN 501\n');
  await exec('chown', '-R', 'node:node', '/home/node');
  expect(await owner()).toBe('node 1000\n');
  expect((await exec('su', 'node', '-c', 'touch ~/.claude.json && id -un')).stdout).toBe('node\n');
});

test('forwards input only on request', async () => {
  const {env} = await started();
  const say = async (...options: string[]) => {
    const args = ['machine', 'exec', '--name', 'm', ...options, '--', 'cat'];
    const child = execFile('smolvm', args, {env: {...process.env, ...env}});
    child.stdin?.end('hello');
    let said = '';
    child.stdout?.on('data', text => (said += String(text)));
    await once(child, 'close');
    return said;
  };
  expect([await say(), await say('-i')]).toEqual(['', 'hello']);
});

test('combines both streams in a terminal', async () => {
  const {does} = await started();
  const {code, stdout, stderr} = await does(
    'exec',
    '-t',
    '--',
    'sh',
    '-c',
    'test -t 1 && echo out; echo err >&2; exit 4',
  );
  expect([code, stdout.replaceAll('\r', ''), stderr]).toEqual([4, 'out\nerr\n', '']);
});

test('prints the pid of a background command', async () => {
  const {does} = await started();
  expect(await does('exec', '-d', '--', 'sleep', '3600')).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^\d+\n$/) as string,
  });
});

test('prints output at the end, or live on request', async () => {
  const {env} = await started();
  const child = spawn(
    'smolvm',
    ['machine', 'exec', '--name', 'm', '--stream', '--', 'sh', '-c', 'echo live; sleep 600'],
    {
      env: {...process.env, ...env},
    },
  );
  const [text] = (await within(() => 'the first line', once(child.stdout, 'data'))) as [Buffer];
  expect(text.toString()).toBe('live\n');
  child.kill('SIGKILL');
});

test.skipIf(withoutFullGuests)('kills the command together with the call', async () => {
  const {env, guestCommands, exec} = await started();
  const child = spawn('smolvm', ['machine', 'exec', '--name', 'm', '--', 'sleep', '600'], {
    env: {...process.env, ...env},
  });
  await expect.poll(guestCommands).toHaveLength(1);
  child.kill('SIGKILL');
  await once(child, 'exit');
  await expect.poll(async () => (await exec('sh', '-c', 'ps | grep -c "[s]leep 600"')).stdout).toBe('0\n');
});

test('can lose the connection during a command', async () => {
  const {exec} = await started({loses: 'repair'});
  const lost = await exec('sh', '-c', 'echo begun; sleep 600; echo repair');
  expect(lost).toEqual({code: 1, stdout: '', stderr: 'Error: io operation failed: connection closed\n'});
  expect((await exec('echo', 'repair')).code).toBe(0);
});

test('can lose the machine during a command', async () => {
  const {exec, does, vms} = await started({dies: 'repair'});
  expect((await exec('echo', 'repair')).stderr).toBe('Error: io operation failed: connection closed\n');
  await expect.poll(vms).toEqual([]);
  expect((await does('status')).stdout).toBe("Machine 'm': stopped\n");
});

test('can corrupt overlapping commands', async () => {
  const {exec, env, guestCommands} = await started({overlap: 'corrupts'});
  const first = spawn('smolvm', ['machine', 'exec', '--name', 'm', '--', 'sleep', '600'], {
    env: {...process.env, ...env},
  });
  await expect.poll(guestCommands).toHaveLength(1);
  expect(await exec('true')).toEqual({
    code: 1,
    stdout: '',
    stderr: 'error: config.json parse error, trailing garbage\n',
  });
  expect((await guestCommands()).map(({overlaps, verdict}) => ({overlaps, verdict}))).toEqual([
    {overlaps: 0, verdict: 'run'},
    {overlaps: 1, verdict: 'corrupted'},
  ]);
  first.kill();
});

test('makes a ninth command wait, which reports the machine as unreachable', async () => {
  const machine = await started();
  await occupy(machine, 8);
  const impatient = {SMOLVM_STANDIN_PING_MS: '500'};
  const {code, stderr} = await machine.smolvm(['machine', 'exec', '--name', 'm', '--', 'true'], impatient);
  expect([code, stderr]).toEqual([1, expect.stringContaining("machine 'm' is not running.")]);
  expect((await machine.does('status')).stdout).toBe("Machine 'm': unreachable\n");
});

async function occupy({env, guestCommands}: OneMachine, count: number): Promise<void> {
  for (let at = 0; at < count; at += 1) {
    // One after the other, because each call first pings the machine.
    spawn('smolvm', ['machine', 'exec', '--name', 'm', '--', 'sleep', '600'], {
      env: {...process.env, ...env, SMOLVM_STANDIN_PING_MS: '30000'},
    });
    await expect.poll(guestCommands).toHaveLength(at + 1);
  }
}
