import {execFile, spawn} from 'node:child_process';
import {once} from 'node:events';
import {createInterface} from 'node:readline';
import {promisify} from 'node:util';
import {describe, expect, onTestFinished, test} from 'vitest';
import {
  bootId,
  identify,
  isSame,
  mayBeAlive,
  pidNamespace,
  processStatus,
  type Host,
} from '../../src/processes/process-identity.ts';

describe('an identity on Linux, from /proc', () => {
  const rest = '1 4700 4700 0 -1 4194560 0 0 0 0 0 0 0 0 20 0 11 0 2466811 0 0';
  test.each([
    ['an ordinary name', `4711 (node) S ${rest}`, {startTime: '2466811', parent: 1, pgid: 4700}],
    [
      'a name with spaces and parentheses',
      `4711 (a) S 1 2 (b) R ${rest}`,
      {startTime: '2466811', parent: 1, pgid: 4700},
    ],
    ['a zombie', `4711 (node) Z ${rest}`, undefined],
    ['an exiting process', `4711 (node) X ${rest}`, undefined],
    ['nothing readable', '', undefined],
  ])('is parsed from %s', async (_, stat, expected) => {
    const host = hostWith({readFile: path => (path === '/proc/4711/stat' ? stat : fail('ENOENT'))});
    expect(await processStatus(4711, host)).toEqual(expected);
  });

  test.each(['ENOENT', 'ESRCH'])('is undefined if the process is gone (%s)', async code => {
    expect(await identify(4711, hostWith({readFile: () => fail(code)}))).toBeUndefined();
  });

  test('is not available on other errors, which are thrown', async () => {
    await expect(identify(4711, hostWith({readFile: () => fail('EMFILE')}))).rejects.toThrow('EMFILE');
  });

  test('counts as alive in a wait if there are no descriptors to find out', async () => {
    const identity = {pid: 4711, startTime: '2466811'};
    expect(await mayBeAlive(identity, hostWith({readFile: () => fail('EMFILE')}))).toBe(true);
    expect(await mayBeAlive(identity, hostWith({readFile: () => fail('ENOENT')}))).toBe(false);
    await expect(mayBeAlive(identity, hostWith({readFile: () => fail('EIO')}))).rejects.toThrow('EIO');
  });

  test('includes boot id and pid namespace', async () => {
    const host = hostWith({
      readFile: path => (path === '/proc/sys/kernel/random/boot_id' ? '1b2c\n' : fail('ENOENT')),
      readLink: path => (path === '/proc/self/ns/pid' ? 'pid:[4026531836]' : fail('ENOENT')),
    });
    expect([await bootId(host), await pidNamespace(host)]).toEqual(['1b2c', 'pid:[4026531836]']);
  });
});

describe('an identity on macOS, from ps and sysctl', () => {
  const mac = (run: Host['run']) => hostWith({platform: 'darwin', run});

  test.each([
    [
      'a living process',
      async () => 'Ss       1  4700 Sun Nov  2 14:30:15 2026    \n',
      {startTime: 'Sun Nov 2 14:30:15 2026', parent: 1, pgid: 4700},
    ],
    ['a zombie', async () => 'Z        1  4700 Sun Nov  2 14:30:15 2026\n', undefined],
    ['no process', async () => fail(1), undefined],
  ])('is parsed from %s', async (_, run, expected) => {
    expect(await processStatus(4711, mac(run))).toEqual(expected);
  });

  test('is not available without ps, which is a bug', async () => {
    await expect(
      processStatus(
        4711,
        mac(async () => fail('ENOENT')),
      ),
    ).rejects.toThrow('ENOENT');
  });

  test('includes the boot session and no pid namespace', async () => {
    const host = mac(async (program, args) => `${[program, ...args].join(' ')}\n`);
    expect([await bootId(host), await pidNamespace(host)]).toEqual([
      '/usr/sbin/sysctl -n kern.bootsessionuuid',
      '',
    ]);
  });

  test('can have an unknown boot session', async () => {
    expect(await bootId(mac(async () => fail(1)))).toBe('');
  });
});

describe('an identity on this machine', () => {
  test('is the same until the process is gone', async () => {
    const child = spawn(process.execPath, ['-e', 'process.stdin.resume()']);
    const pid = child.pid ?? 0;
    const identity = await identify(pid);
    if (!identity) throw new Error('the child is not there');
    expect(await isSame(identity)).toBe(true);
    expect(await isSame({...identity, startTime: 'another'})).toBe(false);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(await isSame(identity)).toBe(false);
  });

  test('does not exist for a zombie', async () => {
    // The shell becomes a program that never waits for its inherited child.
    const program = `"${process.execPath}" -e "console.log($!); process.stdin.resume()"`;
    const parent = spawn('sh', ['-c', `sleep 600 & exec ${program}`]);
    onTestFinished(() => void parent.kill('SIGKILL'));
    const [line] = (await once(createInterface(parent.stdout), 'line')) as [string];
    const pid = Number(line);
    process.kill(pid, 'SIGKILL');
    await expect.poll(async () => await identify(pid)).toBeUndefined();
    expect(() => process.kill(pid, 0)).not.toThrow();
  });

  test('is the same from ps and /proc', async () => {
    const run = async (program: string, args: readonly string[]) =>
      (await promisify(execFile)(program, args)).stdout;
    const [here, byPs] = [
      await processStatus(process.pid),
      await processStatus(process.pid, hostWith({platform: 'darwin', run})),
    ];
    expect([byPs?.parent, byPs?.pgid]).toEqual([process.ppid, here?.pgid]);
    expect(byPs?.startTime).toMatch(/\d\d:\d\d:\d\d/);
  });
});

function hostWith(parts: Partial<Host>): Host {
  const missing = () => fail('ENOENT');
  return {platform: 'linux', readFile: missing, readLink: missing, run: async () => missing(), ...parts};
}

function fail(code: string | number): never {
  throw Object.assign(new Error(String(code)), {code});
}
