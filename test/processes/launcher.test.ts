import {execFileSync, spawnSync} from 'node:child_process';
import {existsSync} from 'node:fs';
import {chmod, mkdir, readFile, realpath, writeFile} from 'node:fs/promises';
import {availableParallelism} from 'node:os';
import {basename, join} from 'node:path';
import {afterAll, beforeAll, beforeEach, describe, expect, test} from 'vitest';
import {createForkerSupply, type ForkerSupply} from '../../src/processes/forker-supply.ts';
import {createLauncher, type HostProcess} from '../../src/processes/host-process.ts';
import type {LaunchRequest} from '../../src/processes/launch-request.ts';
import {createPipePool, type PipePool} from '../../src/processes/pipe-pool.ts';
import {cgroupPrefix, removeIfEmpty} from '../../src/processes/task-cgroup.ts';
import type {RunId} from '../../src/vocabulary/ids.ts';
import {needsPerl, withoutPerl} from '../support/perl.ts';
import {temporaryDirectory} from '../support/temporary-directory.ts';

const PATH = process.env.PATH ?? '';
const onLinux = process.platform === 'linux';
const cgroups = cgroupPrefix('20261128-120000-dddd' as RunId);

/** The way a command is started must not be visible to it. */
describe.each(['spawn', 'forker'] as const)('a command started by %s', by => {
  let pipes: PipePool;
  let forkers: ForkerSupply;
  const forked: number[] = [];

  beforeAll(async () => {
    pipes = createPipePool();
    forkers = createForkerSupply({
      env: {...process.env, BOTTLE_BASE: 'of bottle'},
      onLoss: () => undefined,
      after: by === 'spawn' ? Infinity : 0,
    });
    const forker = await forkers.take();
    if (forker) forked.push(forker.pid);
    expect(forked).toHaveLength(by === 'spawn' || withoutPerl ? 0 : 1);
  });

  if (by === 'forker') beforeEach(needsPerl);

  afterAll(async () => {
    await Promise.all([pipes.close(), forkers.close()]);
  });

  interface Launched {
    readonly process: HostProcess;
    readonly output: {stdout: string; stderr: string};
  }

  async function launch(
    program: LaunchRequest['program'],
    facts: Partial<LaunchRequest> = {},
  ): Promise<Launched> {
    const output = {stdout: '', stderr: ''};
    const process = await createLauncher({pipes, forkers})({
      ...{program, cwd: '/', env: {PATH}, notify: false, streams: 'separate', stdin: 'empty'},
      ...facts,
      onOutput(stream, chunk) {
        output[stream] += Buffer.from(chunk).toString();
        return undefined;
      },
    });
    return {process, output};
  }

  async function run(program: LaunchRequest['program'], facts: Partial<LaunchRequest> = {}) {
    const {process, output} = await launch(program, facts);
    process.begin();
    return {...(await process.ended), ...output};
  }

  const sh = (script: string) => ({shell: 'sh', script});

  test.each([
    ['an exit code', sh('exit 3'), {code: 3}],
    ['the highest exit code', sh('exit 255'), {code: 255}],
    ['success', {argv: ['true']}, {code: 0}],
    ['a signal', sh('kill -KILL $$'), {code: 137, signal: 'SIGKILL'}],
    ['exit code 137 without a signal', sh('exit 137'), {code: 137}],
    ['a failing line', sh('false; echo on'), {code: 1, stdout: ''}],
    ['a missing program', {argv: ['no-such-program']}, {code: 127}],
    ['a file that is not executable', {argv: ['/etc/passwd']}, {code: 126}],
    ['a syntax error in a script', sh('if'), {code: 2}],
  ] as const)('reports its end: %s', async (_, program, expected) => {
    const end = await run(program);
    expect(end).toMatchObject(expected);
    if (!('signal' in expected)) expect(end).not.toHaveProperty('signal');
  });

  test('reports a program that cannot be executed in the same way as the shell', async () => {
    for (const name of ['no-such-program', '/etc/passwd', '/no/such/program', '/etc']) {
      const shell = spawnSync('/bin/sh', ['-c', 'exec "$@"', 'sh', name, 'x'], {encoding: 'utf8'});
      expect(await run({argv: [name, 'x']})).toEqual({code: shell.status, stdout: '', stderr: shell.stderr});
    }
  });

  test('does nothing before it begins', async () => {
    const dir = await temporaryDirectory();
    const {process} = await launch(sh(`echo > ${join(dir, 'begun')}`));
    await expect(readFile(join(dir, 'begun'))).rejects.toThrow('ENOENT');
    process.begin();
    expect(await process.ended).toEqual({code: 0});
    expect(await readFile(join(dir, 'begun'), 'utf8')).toBe('\n');
  });

  test('ends without running if it is abandoned, and does not block others', async () => {
    const start = createLauncher({pipes, forkers});
    const request = {
      ...{program: sh('echo never'), cwd: '/', env: {PATH}, notify: false},
      ...({streams: 'merged', stdin: 'empty', onOutput: () => expect.unreachable()} as const),
    };
    for (let at = 0; at < 20; at++) {
      const process = await start(request);
      process.abandon();
      expect(await process.ended).toEqual({code: 125});
    }
  });

  test('is not started if it is cancelled while it waits for its turn', async () => {
    const start = createLauncher({pipes, forkers});
    const request = {
      ...{program: sh('exec sleep 600'), cwd: '/', env: {PATH}, notify: false},
      ...({streams: 'merged', stdin: 'empty', onOutput: () => undefined} as const),
    };
    const cancelled = new AbortController();
    const starts = Array.from({length: 20}, async () => {
      const process = await start({...request, signal: cancelled.signal});
      cancelled.abort('cancelled');
      process.abandon();
      return await process.ended;
    });
    const ends = await Promise.allSettled(starts);
    const abandoned = ends.filter(end => end.status === 'fulfilled');
    expect(abandoned.length).toBeLessThanOrEqual(Math.max(8, availableParallelism()));
    expect(new Set(abandoned.map(({value}) => value.code))).toEqual(new Set([125]));
    expect(ends.at(-1)).toEqual({status: 'rejected', reason: 'cancelled'});
  });

  test('leads its own session and group', async () => {
    const {process, output} = await launch(sh('ps -o pid=,pgid=,sess=,ppid= -p $$'));
    process.begin();
    await process.ended;
    const [pid, group, session, parent] = output.stdout.trim().split(/\s+/).map(Number);
    expect([pid, group, parent]).toEqual([process.identity.pid, pid, forked[0] ?? globalThis.process.pid]);
    if (onLinux) expect(session).toBe(pid);
    expect(process.leadsGroup).toBe(true);
  });

  test('gets its environment, whatever the names', async () => {
    const env = {
      PATH,
      'A.B': '1',
      'X-Y': 'a b',
      EMPTY: '',
      LINES: 'a\nb\n',
      PERL5OPT: '-Mno',
      UTF: 'ü→',
      PWD: '/',
    };
    const {stdout} = await run({argv: ['env', '-0']}, {env});
    // Added by bash if it waits at the gate.
    const found = stdout.split('\0').filter(each => !/^(_|SHLVL|OLDPWD)=|^$/.test(each));
    expect(found.sort()).toEqual(
      Object.entries(env)
        .map(([name, value]) => `${name}=${value}`)
        .sort(),
    );
  });

  test.each([
    ['without PWD', {}],
    ['with PWD of another folder', {PWD: '/usr'}],
  ])('runs in its folder, and sets PWD for an environment %s', async (_, own) => {
    const dir = await realpath(await temporaryDirectory());
    for (const program of [sh('env'), {argv: ['env']}]) {
      const {stdout} = await run(program, {cwd: dir, env: {PATH, ...own}});
      expect(stdout.split('\n')).toContain(`PWD=${dir}`);
    }
    expect((await run({argv: ['pwd']}, {cwd: dir})).stdout).toBe(`${dir}\n`);
  });

  test('gets its arguments unchanged', async () => {
    const argv = ['printf', '%s|', 'a b', '', '*', '$HOME', 'ü', "'", 'line\nbreak', '-n'];
    expect((await run({argv})).stdout).toBe("a b||*|$HOME|ü|'|line\nbreak|-n|");
  });

  test('has two outputs, or a single one in order', async () => {
    const program = sh('echo 1; echo 2 >&2; echo 3; echo 4 > /dev/stderr');
    expect(await run(program)).toEqual({code: 0, stdout: '1\n3\n', stderr: '2\n4\n'});
    expect(await run(program, {streams: 'merged'})).toEqual({code: 0, stdout: '1\n2\n3\n4\n', stderr: ''});
  });

  test('has its output read to the last byte', async () => {
    const {stdout} = await run(sh('yes 0123456789 | head -n 50000'));
    expect(stdout).toHaveLength(550_000);
  });

  test('reads nothing from an empty input, and blocks on an open one', async () => {
    expect(await run(sh('cat; echo over'))).toMatchObject({code: 0, stdout: 'over\n'});
    const {process} = await launch(sh('test -p /dev/stdin && cat'), {stdin: 'open'});
    process.begin();
    await expect.poll(() => childOf(process.identity.pid)).toBeGreaterThan(0);
    globalThis.process.kill(-process.identity.pid, 'SIGTERM');
    expect(await process.ended).toEqual({code: 143, signal: 'SIGTERM'});
  });

  test('can notify', async () => {
    const {process} = await launch(sh('echo up >&$BOTTLE_NOTIFY_FD; read -r line'), {
      notify: true,
      stdin: 'open',
    });
    process.begin();
    await process.notified;
    globalThis.process.kill(-process.identity.pid, 'SIGKILL');
    await process.ended;
  });

  test('can be signalled before it begins', async () => {
    const {process} = await launch(sh('echo begun'));
    globalThis.process.kill(-process.identity.pid, 'SIGTERM');
    expect(await process.ended).toEqual({code: 143, signal: 'SIGTERM'});
  });

  test.runIf(onLinux)('inherits the signals, limits and umask of bottle', async () => {
    const show =
      'umask; ulimit -a; grep -E "^(Sig(Blk|Ign|Cgt)|NoNewPrivs|Seccomp|Cpus_allowed):" /proc/self/status';
    const own = spawnSync('sh', ['-c', show], {encoding: 'utf8'}).stdout;
    expect((await run(sh(show))).stdout).toBe(own);
  });

  test.runIf(onLinux)('inherits no other descriptors', async () => {
    const {stdout} = await run(sh('ls /proc/self/fd'), {notify: true});
    const own = spawnSync('ls', ['/proc/self/fd'], {encoding: 'utf8'}).stdout;
    expect(sorted(stdout)).toEqual(sorted(`${own}4\n`));
  });

  test.each([
    ['a missing folder', sh('true'), {cwd: '/no/such'}, 'the working directory `/no/such` does not exist'],
    [
      'a file instead of a folder',
      sh('true'),
      {cwd: '/etc/passwd'},
      'the working directory `/etc/passwd` is not a folder',
    ],
    ['a missing shell', {shell: 'no-such-shell', script: ''}, {}, 'program not found'],
    ['a shell that is not executable', {shell: '/etc/passwd', script: ''}, {}, 'it is not executable'],
    ['a NUL byte', {argv: ['echo', 'a\0b']}, {}, 'contains a NUL byte'],
    ['arguments that are too long', {argv: ['echo', 'x'.repeat(200_000)]}, {}, 'exceed the system limit'],
  ])('is rejected for %s', async (_, program, facts, message) => {
    await expect(launch(program, facts)).rejects.toThrow(message);
  });

  test.skipIf(cgroups === undefined)('enters its own cgroup when it begins', async () => {
    const {process, output} = await launch({argv: ['cat', '/proc/self/cgroup']}, {cgroupPrefix: cgroups});
    const cgroup = `${cgroups}${process.identity.pid}`;
    expect(existsSync(cgroup)).toBe(false);
    process.begin();
    expect(await process.ended).toEqual({code: 0});
    expect(output.stdout).toContain(`/${basename(cgroup)}\n`);
    expect(removeIfEmpty(cgroup)).toBe(true);
  });

  test.skipIf(cgroups === undefined)('runs in the cgroup of bottle if it cannot have its own', async () => {
    const cgroupPrefix = '/no/such/folder/';
    const {stdout} = await run({argv: ['cat', '/proc/self/cgroup']}, {cgroupPrefix});
    expect(stdout).toBe(await readFile('/proc/self/cgroup', 'utf8'));
  });

  test('can be large, and run along with many others', async () => {
    const long = 'x'.repeat(20_000);
    const ends = await Promise.all(
      Array.from({length: 60}, async (_, at) => await run({argv: ['echo', String(at), long]})),
    );
    expect(ends.map(({stdout}) => stdout)).toEqual(ends.map((_, at) => `${at} ${long}\n`));
  });

  test('can be a script without an interpreter line', async () => {
    const dir = await temporaryDirectory();
    await mkdir(join(dir, 'bin'));
    await writeFile(join(dir, 'bin/tool'), 'echo plain "$1"\n');
    await chmod(join(dir, 'bin/tool'), 0o755);
    const env = {PATH: `${join(dir, 'bin')}:${PATH}`};
    expect(await run({argv: ['tool', 'a']}, {env})).toMatchObject({code: 0, stdout: 'plain a\n'});
  });
});

function sorted(lines: string): readonly string[] {
  return lines.trim().split('\n').sort();
}

function childOf(pid: number): number {
  return Number(
    execFileSync('sh', ['-c', `ps -o pid=,ppid= -A | awk '$2 == ${pid} {print $1}' | head -n 1`]),
  );
}
