import {mkdir, readFile, writeFile} from 'node:fs/promises';
import {execFileSync} from 'node:child_process';
import {connect} from 'node:net';
import {once} from 'node:events';
import {join} from 'node:path';
import {beforeEach, describe, expect, test} from 'vitest';
import {needsGuests, withoutFullGuests} from '../support/guests.ts';
import {freePort} from '../support/listen.ts';
import {standin} from '../support/standin.ts';
import {temporaryDirectory} from '../support/temporary-directory.ts';
import {oneMachine, started} from './standin-machine.ts';

beforeEach(needsGuests);

describe.each(['0.8.0', '1.9.3'])('as version %s', version => {
  test('shows the same in ls and status', async () => {
    const {named, does, smolvm} = await oneMachine({version});
    expect((await smolvm(['machine', 'ls', '--json'])).stdout).toBe('[]\n');
    await named('create', '--allow-cidr', '10.0.0.0/8', '-p', '39412:80', '--cpus', '2', '-e', 'A=1');
    const [machine] = JSON.parse((await smolvm(['machine', 'ls', '--json'])).stdout) as Record<
      string,
      unknown
    >[];
    expect(machine).toMatchObject({
      name: 'm',
      state: 'created',
      cpus: 2,
      memory_mib: 8192,
      ports: 1,
      mounts: 0,
    });
    expect(machine).toMatchObject({network: false, image: null, pid: null});
    expect(Object.keys(machine ?? {}).filter(key => /cidr|env|host/.test(key))).toEqual([]);
    expect('labels' in (machine ?? {})).toBe(version !== '0.8.0');
    expect(JSON.parse((await does('status', '--json')).stdout)).toEqual(machine);
  });
});

test.each([
  ['1.7.7', null],
  ['1.8.0', ['127.0.0.16/32', '127.0.0.0/8', '::1/128']],
])('handles the allow-list of a packed machine as version %s', async (version, allowedCidrs) => {
  const file = join(await temporaryDirectory(), 'agent.smolmachine');
  await writeFile(file, '');
  const {named, machines} = await oneMachine({version});
  await named('create', '--from', file, '--net', '--allow-cidr', '127.0.0.16', '--outbound-localhost-only');
  expect(await machines()).toMatchObject([{allowedCidrs, network: true}]);
});

test.each([
  ['1.9.3', ['--net-backend', 'tsi', '--allow-cidr', '10.0.0.1'], 1],
  ['1.9.3', ['--net-backend', 'tsi', '-p', '8080'], 1],
  ['0.8.0', ['--net-backend', 'virtio-net', '--net', '--allow-cidr', '10.0.0.1'], 1],
  ['1.9.3', ['--image', 'alpine'], 1],
  ['1.9.3', ['--image', 'alpine', '--net'], 0],
  ['1.9.3', ['--image', './alpine.tar'], 0],
  ['1.7.2', ['--image', 'alpine'], 0],
  ['1.9.3', ['--allow-host', 'example.org:443'], 1],
  ['1.9.3', ['-p', '8080', '-p', '8080:80'], 1],
  ['1.9.3', ['--mem', '63'], 1],
  ['1.9.3', ['--from', './nothing.smolmachine'], 1],
  ['1.9.3', ['-v', '/nowhere:/mnt'], 1],
])('exits as version %s for create %j', async (version, args, code) => {
  const {named} = await oneMachine({version});
  expect((await named('create', ...args)).code).toBe(code);
});

test('supports a Smolfile', async () => {
  const file = join(await temporaryDirectory(), 'Smolfile');
  await writeFile(
    file,
    'image = "./agent.tar"\nenv = ["A=1"]\ncmd = ["sleep", "3600"]\n\n[network]\nallow_cidrs = ["10.0.0.0/8"]\n',
  );
  const {does, machines} = await oneMachine();
  await does('create', '--smolfile', file);
  expect(await machines()).toMatchObject([
    {command: ['sleep', '3600'], env: {A: '1'}, allowedCidrs: ['10.0.0.0/8']},
  ]);
  await writeFile(file, 'imag = "x"\n');
  expect((await does('create', '--smolfile', file)).stderr).toMatch('unknown field `imag`');
});

test.skipIf(withoutFullGuests)('starts a packed machine with the contents of its archive', async () => {
  const dir = await temporaryDirectory();
  await mkdir(join(dir, 'opt'));
  await writeFile(join(dir, 'opt/agent'), '#!/bin/sh\necho agent\n', {mode: 0o755});
  execFileSync('tar', ['-cf', join(dir, 'agent.smolmachine'), '-C', dir, 'opt']);
  const {exec} = await started({}, ['--from', join(dir, 'agent.smolmachine')]);
  expect((await exec('/opt/agent')).stdout).toBe('agent\n');
});

test.skipIf(withoutFullGuests)('keeps the disk after a stop, but not /tmp', async () => {
  const {exec, does} = await started();
  await exec('touch', '/tmp/a', '/root/b');
  await does('stop');
  await does('start');
  expect((await exec('ls', '/tmp', '/root')).stdout).toBe('/root:\nb\n\n/tmp:\n');
});

test.skipIf(withoutFullGuests)('supports volumes', async () => {
  const dir = await temporaryDirectory();
  await writeFile(join(dir, 'file'), 'of the host');
  const {exec} = await started({}, ['-v', `${dir}:/mnt`, '-v', `${dir}:/ro:ro`]);
  expect((await exec('cat', '/mnt/file')).stdout).toBe('of the host');
  await exec('touch', '/mnt/made');
  expect(await readFile(join(dir, 'made'), 'utf8')).toBe('');
  expect((await exec('touch', '/ro/made')).stderr).toMatch('Read-only file system');
});

test.skipIf(withoutFullGuests)('forwards a published port to a listener in the guest', async () => {
  const [host, guest] = [await freePort(), await freePort()];
  const listens = ['nc', '-ll', '-p', String(guest), '-e', 'echo', 'hello'];
  await started({}, ['-p', `${host}:${guest}`, '--image', './agent.tar', '--', ...listens]);
  await expect.poll(async () => await said(host)).toBe('hello\n');
});

describe('cp', () => {
  test.skipIf(withoutFullGuests)('copies into a machine and out of it', async () => {
    const dir = await temporaryDirectory();
    await writeFile(join(dir, 'up'), Buffer.from([0, 255, 10, 13]));
    const {smolvm, exec} = await started();
    const up = await smolvm([
      'machine',
      'cp',
      join(dir, 'up'),
      'm:/opt/new/file',
      '--uid',
      '1000',
      '--mode',
      '600',
    ]);
    expect(up).toMatchObject({code: 0, stdout: '', stderr: expect.stringMatching(/^Uploading /) as string});
    expect((await exec('stat', '-c', '%u %a', '/opt/new/file')).stdout).toBe('1000 600\n');
    expect((await smolvm(['machine', 'cp', 'm:/opt/new/file', join(dir, 'down')])).code).toBe(0);
    expect(await readFile(join(dir, 'down'))).toEqual(Buffer.from([0, 255, 10, 13]));
  });

  test.each([
    ['a directory', ['.', 'm:/opt/dir'], 'is not a regular file'],
    ['a missing local file', ['./nothing', 'm:/opt/f'], 'No such file'],
    ['a missing guest file', ['m:/nothing', './down'], 'No such file'],
    ['two local files', ['a', 'b'], 'exactly one side'],
  ])('fails for %s', async (_, args, message) => {
    const {smolvm} = await started();
    const {code, stderr} = await smolvm(['machine', 'cp', ...args]);
    expect([code, stderr]).toEqual([1, expect.stringContaining(message)]);
  });

  test('leaves part of a file after a lost download', async () => {
    const down = join(await temporaryDirectory(), 'down');
    const {smolvm, exec} = await started({loses: '^cp /opt'});
    await exec('sh', '-c', 'mkdir /opt; head -c 5000000 /dev/zero >/opt/file');
    expect((await smolvm(['machine', 'cp', 'm:/opt/file', down])).code).toBe(1);
    expect((await readFile(down)).length).toBeLessThan(5_000_000);
  });

  test('leaves no file after a lost upload', async () => {
    const up = join(await temporaryDirectory(), 'up');
    await writeFile(up, 'text');
    const {smolvm, exec} = await started({dies: '^cp /opt'});
    expect((await smolvm(['machine', 'cp', up, 'm:/opt/file'])).code).toBe(1);
    expect((await exec('true')).code).toBe(1);
  });
});

test('isolates two machines', async () => {
  const {smolvm} = await standin();
  for (const name of ['a', 'b']) {
    await smolvm(['machine', 'create', '--name', name]);
    await smolvm(['machine', 'start', '--name', name]);
  }
  await smolvm(['machine', 'exec', '--name', 'a', '--', 'touch', 'root/a']);
  expect((await smolvm(['machine', 'exec', '--name', 'b', '--', 'ls', 'root'])).stdout).toBe('');
});

async function said(port: number): Promise<string> {
  let text = '';
  const socket = connect(port, '127.0.0.1').on('data', bytes => (text += bytes.toString()));
  await once(socket, 'close');
  return text;
}

test('keeps the output of a workload, denies addresses, and stops with the workload in newer versions', async () => {
  const {named, does, smolvm} = await oneMachine({version: '1.32.2'});
  const command = ['--', 'sh', '-c', 'echo one; echo two'];
  await named('create', '--image', './x.tar', '--deny-cidr=10.0.0.1', '--stop-on-exit', ...command);
  expect((await does('start')).code).toBe(0);
  await expect.poll(async () => (await does('status', '--json')).stdout).toContain('"state": "stopped"');
  expect(await does('logs')).toMatchObject({code: 0, stdout: 'one\ntwo\n'});
  expect(await does('logs', '--tail=1')).toMatchObject({stdout: 'two\n'});
  expect((await smolvm(['machine', 'ls', '--json'])).stdout).not.toContain('10.0.0.1');
});

test.each([
  ['1.29.1', '--deny-cidr=10.0.0.1'],
  ['1.20.2', '--stop-on-exit'],
])('rejects unsupported options as version %s: %s', async (version, flag) => {
  const {named} = await oneMachine({version});
  expect((await named('create', flag)).code).toBe(2);
});
