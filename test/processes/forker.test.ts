import {spawn, spawnSync} from 'node:child_process';
import {once} from 'node:events';
import {openSync, readdirSync, readSync, writeSync, closeSync, constants} from 'node:fs';
import {chmod, readFile, writeFile} from 'node:fs/promises';
import type {Socket} from 'node:net';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import {afterEach, beforeEach, describe, expect, onTestFinished, test, vi} from 'vitest';
import {frameOf, type FramePart} from '../../src/processes/forker-frame.ts';
import {FORKER_PROGRAM} from '../../src/processes/forker-program.ts';
import {createForkerSupply} from '../../src/processes/forker-supply.ts';
import type {ForkRequest} from '../../src/processes/fork-request.ts';
import {startForker, type Forker} from '../../src/processes/forker.ts';
import {createLauncher} from '../../src/processes/host-process.ts';
import {createPipePool} from '../../src/processes/pipe-pool.ts';
import {identify} from '../../src/processes/process-identity.ts';
import {temporaryDirectory} from '../support/temporary-directory.ts';
import {signalProcess} from '../support/signal-process.ts';
import {needsPerl} from '../support/perl.ts';

beforeEach(needsPerl);

const PATH = process.env.PATH ?? '';

afterEach(() => void vi.unstubAllEnvs());

const request = (script: string, facts: Partial<ForkRequest> = {}): ForkRequest => ({
  ...{file: '/bin/sh', argv: ['sh', '-c', script], cwd: '/', env: {PATH}},
  ...{stdin: 'empty', outputs: 1, notify: false, cgroupPrefix: ''},
  ...facts,
});

async function started(
  options: Parameters<typeof startForker>[1] = {},
  env: Readonly<Record<string, string>> = {},
): Promise<Forker> {
  const forker = await startForker({PATH, ...env}, options);
  if (!forker) throw new Error('no forker');
  onTestFinished(async () => await forker.close());
  return forker;
}

describe('the forker program', () => {
  /** Communicates with the program as bottle does. */
  function talk(how: 'any' | 'named', prefix = '/no/such/folder/') {
    const perl = spawn('perl', ['-e', FORKER_PROGRAM, prefix, how], {
      stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
    });
    onTestFinished(() => void perl.kill('SIGKILL'));
    const control = perl.stdio[3] as Socket;
    const lines = createInterface(control)[Symbol.asyncIterator]();
    const answer = async () => ((await lines.next()).value as string | undefined)?.split(' ') ?? [];
    return {
      perl,
      control,
      answer,
      send: (...parts: FramePart[]) => void control.write(frameOf(parts), 'latin1'),
    };
  }

  const start = (id: string, script: string) =>
    ['start', id, 'empty', '1', '0', '', '/', '/bin/sh', ['sh', '-c', script], [], [], []] as const;

  test('answers in lines, and exits at the end of its input', async () => {
    const {perl, control, answer, send} = talk('any');
    expect(await answer()).toEqual(['ready', 'proc', String(perl.pid)]);
    send(...start('a', 'exit 7'));
    const [what, id, pid, pipe] = await answer();
    expect([what, id]).toEqual(['started', 'a']);
    expect([Number(pid), Number(pipe)].every(Number.isInteger)).toBe(true);
    send('go', 'a');
    expect(await answer()).toEqual(['ended', 'a', String(7 << 8), 'gone']);
    control.end();
    await once(perl, 'exit');
  });

  test('accepts a request in several pieces, and several requests in one piece', async () => {
    const {control, answer, send} = talk('any');
    await answer();
    for (const byte of frameOf(start('a', 'true'))) control.write(byte, 'latin1');
    expect((await answer()).slice(0, 2)).toEqual(['started', 'a']);
    control.write(
      frameOf(start('b', 'kill -9 $$')) + frameOf(['go', 'a']) + frameOf(['cancel', 'x']),
      'latin1',
    );
    const others = [await answer(), await answer()].map(words => words.slice(0, 2).join(' '));
    expect(others.sort()).toEqual(['ended a', 'started b']);
    send('go', 'b');
    expect(await answer()).toEqual(['ended', 'b', '9', 'gone']);
  });

  test('ends a child at its gate without running its command on a cancel, or if bottle is gone', async () => {
    const {control, answer, send} = talk('any');
    await answer();
    const dir = await temporaryDirectory();
    for (const id of ['a', 'b', 'c']) send(...start(id, `echo > ${join(dir, id)}`));
    const pids = [await answer(), await answer(), await answer()].map(([, , pid]) => Number(pid));
    send('cancel', 'b');
    expect(await answer()).toEqual(['ended', 'b', String(125 << 8), 'gone']);
    control.destroy();
    await expect
      .poll(async () => await Promise.all(pids.map(async pid => await identify(pid))))
      .toEqual([undefined, undefined, undefined]);
    expect(readdirSync(dir)).toEqual([]);
  });

  test('reports with an exit whether other members of the group are left', async () => {
    const {answer, send} = talk('any');
    await answer();
    send(...start('a', 'sleep 60 &'));
    const [, , pid] = await answer();
    send('go', 'a');
    expect(await answer()).toEqual(['ended', 'a', '0', 'left']);
    process.kill(-Number(pid), 'SIGKILL');
  });

  test('ignores signals, and does not pass them on to children started later', async () => {
    const {perl, answer, send} = talk('any');
    await answer();
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGPIPE', 'SIGALRM'] as const)
      perl.kill(signal);
    send(...start('a', 'exit 3'));
    await answer();
    send('go', 'a');
    expect(await answer()).toEqual(['ended', 'a', String(3 << 8), 'gone']);
  });

  test('refuses a command that it cannot start', async () => {
    const {answer, send} = talk('any');
    await answer();
    send('start', 'a', 'empty', '1', '0', '/no/such', 'true', '1', 'true', '0');
    expect(await answer()).toEqual(['refused', 'a']);
    expect(await answer()).toEqual(['ended', 'a', String(125 << 8), 'gone']);
  });

  test('removes the names of pipes when they are opened, or if bottle is gone', async () => {
    const dir = await temporaryDirectory();
    const {control, perl, answer, send} = talk('named', `${dir}/p`);
    expect(await answer()).toEqual(['ready', 'named']);
    send(...start('a', 'echo said'));
    const [, , , , pipe = ''] = await answer();
    const reader = openSync(`${dir}/p${pipe}`, constants.O_RDONLY | constants.O_NONBLOCK);
    send('go', 'a');
    await answer();
    const text = Buffer.alloc(10);
    expect(text.toString('utf8', 0, readSync(reader, text))).toBe('said\n');
    closeSync(reader);
    send(...start('b', 'true'));
    await answer();
    expect(readdirSync(dir)).toHaveLength(1);
    control.destroy();
    await once(perl, 'exit');
    expect(readdirSync(dir)).toEqual([]);
  });

  test('refuses a command whose pipes cannot be created', async () => {
    const {answer, send} = talk('named');
    await answer();
    send(...start('a', 'true'));
    expect(await answer()).toEqual(['refused', 'a']);
  });
});

/** Runs a command and returns the lines of its output. */
async function linesOf(forker: Forker, command: ForkRequest): Promise<readonly string[]> {
  const child = await forker.fork(command);
  const [reader = -1, ...others] = (child?.pipes ?? []).map(path =>
    openSync(path, constants.O_RDONLY | constants.O_NONBLOCK),
  );
  child?.go();
  expect(await child?.ended).toEqual({exit: {code: 0}, leftGroup: false});
  const text = Buffer.alloc(10_000);
  const lines = text.toString('utf8', 0, readSync(reader, text)).trim().split('\n');
  for (const pipe of [reader, ...others]) closeSync(pipe);
  return lines;
}

test.runIf(process.platform === 'linux')('the pipe of a gate opens the gate without the forker', async () => {
  const forker = await started();
  const child = await forker.fork(request('exit 3'));
  const gate = openSync(child?.gatePath ?? '', constants.O_WRONLY);
  process.kill(forker.pid, 'SIGSTOP');
  writeSync(gate, 'g');
  await expect.poll(async () => await identify(child?.pid ?? 0)).toBeUndefined();
  process.kill(forker.pid, 'SIGCONT');
  child?.cancel();
  expect(await child?.ended).toEqual({exit: {code: 3}, leftGroup: false});
  closeSync(gate);
});

describe('the environment of a child', () => {
  const mark = {MARK: 'x'};
  const variables = async (forker: Forker, env: Readonly<Record<string, string>>) =>
    (await linesOf(forker, request('exec env', {env}))).filter(line => !line.startsWith('_=')).sort();

  test("is sent as the difference from the forker's", async () => {
    const forker = await started({}, {GONE: '1', OTHER: '2', PERL5OPT: '-Mno::such'});
    const found = await variables(forker, {PATH, OTHER: '3', OWN: 'ü€'});
    expect(found).toEqual(['OTHER=3', 'OWN=ü€', `PATH=${PATH}`, 'PWD=/']);
  });

  test('has no variables that are for the forker only', async () => {
    const forker = await started({mark});
    expect(await readFile(`/proc/${forker.pid}/environ`, 'latin1')).toContain('MARK=x\0');
    expect(await variables(forker, {PATH})).toEqual([`PATH=${PATH}`, 'PWD=/']);
  });

  test("has the user's values of such variables", async () => {
    const env = {LC_ALL: 'C.UTF-8', LD_BIND_NOW: '2', MARK: 'y'};
    const forker = await started({mark}, env);
    expect(await variables(forker, {PATH, ...env})).toEqual([
      ...['LC_ALL=C.UTF-8', 'LD_BIND_NOW=2', 'MARK=y'],
      ...[`PATH=${PATH}`, 'PWD=/'],
    ]);
  });
});

test.each([
  [false, []],
  [true, ['4']],
])('a child has no descriptors of the forker (with a notify pipe: %s)', async (notify, more) => {
  const script = 'cd /proc/self/fd && echo *';
  const {stdout} = spawnSync('sh', ['-c', script], {encoding: 'utf8'});
  const forker = await started();
  // Waits at its gate, so its pipes are open in the forker.
  const other = await forker.fork(request('true'));
  const [line = ''] = await linesOf(forker, request(script, {notify, outputs: 2}));
  expect(line.split(' ').sort()).toEqual([...stdout.trim().split(' '), ...more].sort());
  other?.cancel();
});

describe('after the forker is killed', () => {
  test('its children continue, their exits are reported without a code, and bottle starts new commands itself', async () => {
    const lost: number[] = [];
    const forkers = createForkerSupply({env: {PATH}, after: 0, onLoss: ({pid}) => void lost.push(pid)});
    const pipes = createPipePool();
    const output: string[] = [];
    const launch = createLauncher({pipes, forkers});
    const command = (script: string) => ({
      ...{program: {shell: 'sh', script}, cwd: '/', env: {PATH}, notify: false},
      ...({streams: 'merged', stdin: 'open'} as const),
      onOutput: (_: unknown, chunk: Uint8Array) => void output.push(Buffer.from(chunk).toString()),
    });
    const running = await launch(command('echo up; read -r line; echo never'));
    const atGate = await launch(command('echo never'));
    running.begin();
    await expect.poll(() => output.join('')).toBe('up\n');
    const forker = await forkers.take();
    signalProcess(forker?.pid, 'SIGKILL');
    await forker?.gone;
    await expect.poll(() => lost).toEqual([forker?.pid]);
    const because = `its parent process (pid ${forker?.pid}) was killed, so its exit code is unknown`;
    expect(await atGate.ended).toEqual({because});
    expect(await identify(running.identity.pid)).toBeDefined();
    const next = await launch(command('echo next; exit 5'));
    next.begin();
    expect(await next.ended).toEqual({code: 5});
    process.kill(-running.identity.pid, 'SIGTERM');
    expect(await running.ended).toEqual({because});
    expect(output.join('')).toBe('up\nnext\n');
    await Promise.all([pipes.close(), forkers.close()]);
  });

  test('bottle starts the commands that were pending', async () => {
    const forkers = createForkerSupply({env: {PATH}, after: 0, onLoss: () => undefined});
    const pipes = createPipePool();
    const launch = createLauncher({pipes, forkers});
    const forker = await forkers.take();
    signalProcess(forker?.pid, 'SIGSTOP');
    const launched = Promise.all(
      [1, 2, 3].map(async code => {
        const child = await launch({
          ...{program: {shell: 'sh', script: `exit ${code}`}, cwd: '/', env: {PATH}, notify: false},
          ...{streams: 'merged', stdin: 'empty', onOutput: () => undefined},
        });
        child.begin();
        return await child.ended;
      }),
    );
    signalProcess(forker?.pid, 'SIGKILL');
    expect(await launched).toEqual([{code: 1}, {code: 2}, {code: 3}]);
    await Promise.all([pipes.close(), forkers.close()]);
  });
});

describe('without a usable Perl', () => {
  test.each([
    ['it exits', 'exit 3'],
    ['it is too old', 'echo "Perl v5.40 required" >&2; exit 255'],
    ['it prints something else', 'echo hello >&3; exit 0'],
    ['it hangs', 'exec sleep 1000'],
  ])('there is no forker: %s', async (_, script) => {
    const perl = join(await temporaryDirectory(), 'perl');
    await writeFile(perl, `#!/bin/sh\n${script}\n`);
    await chmod(perl, 0o755);
    expect(await startForker({PATH}, {perl})).toBeUndefined();
  });

  test.each(['/no/such/perl', '/etc/passwd'])('there is no forker: the program is %s', async perl => {
    expect(await startForker({PATH}, {perl})).toBeUndefined();
  });
});

test('the forker has its own session, keeps no folder busy, and inherits only its connection to bottle', async () => {
  const forker = await started();
  const stat = await readFile(`/proc/${forker.pid}/stat`, 'utf8');
  const [, , group, session] = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  expect([group, session]).toEqual([forker.pid, forker.pid]);
});

test('the supply has no forker for the first commands and after it is closed', async () => {
  const forkers = createForkerSupply({env: {PATH}, after: 2, onLoss: () => expect.unreachable()});
  const taken = [await forkers.take(), await forkers.take(), await forkers.take(), await forkers.take()];
  expect(taken.map(each => each?.pid)).toEqual([undefined, undefined, taken[2]?.pid, taken[2]?.pid]);
  expect(taken[2]).toBeDefined();
  await forkers.close();
  expect(await identify(taken[2]?.pid ?? 0)).toBeUndefined();
  expect(await forkers.take()).toBeUndefined();
});
