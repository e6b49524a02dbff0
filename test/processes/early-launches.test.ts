import {spawnSync} from 'node:child_process';
import {mkdir, rename} from 'node:fs/promises';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {createEarlyLaunches, type EarlyRequest} from '../../src/processes/early-launches.ts';
import {createForkerSupply, type ForkerSupply} from '../../src/processes/forker-supply.ts';
import {createLauncher, type HostProcess} from '../../src/processes/host-process.ts';
import type {LaunchRequest} from '../../src/processes/launch-request.ts';
import {createPipePool, type PipePool} from '../../src/processes/pipe-pool.ts';
import {signalProcess} from '../support/signal-process.ts';
import {temporaryDirectory} from '../support/temporary-directory.ts';

describe.each(['spawn', 'forker'] as const)('a command started early by %s', by => {
  const after = by === 'spawn' ? Infinity : 0;
  let pipes: PipePool;
  let forkers: ForkerSupply;

  beforeAll(() => {
    pipes = createPipePool();
    forkers = createForkerSupply({env: process.env, onLoss: () => undefined, after});
  });

  afterAll(async () => {
    await Promise.all([pipes.close(), forkers.close()]);
  });

  /** Launches, and records the processes that were started. */
  function earlyLaunches(supply = forkers) {
    const start = createLauncher({pipes, forkers: supply});
    const started: Promise<HostProcess>[] = [];
    const launches = createEarlyLaunches((request, turn) => {
      const process = start(request, turn);
      started.push(process);
      return process;
    });
    return {...launches, started};
  }

  function request(facts: Partial<EarlyRequest> = {}): EarlyRequest {
    const env = {PATH: process.env.PATH ?? '', NAME: 'value'};
    return {
      ...{program: {shell: 'sh', script: 'echo "$NAME" in "$(pwd -P)"'}, cwd: '/', env, notify: false},
      ...({streams: 'separate', stdin: 'empty'} as const),
      ...facts,
    };
  }

  async function run(launch: (request: LaunchRequest) => Promise<HostProcess>, wanted: EarlyRequest) {
    let text = '';
    const onOutput: LaunchRequest['onOutput'] = (_, chunk) => void (text += Buffer.from(chunk).toString());
    const process = await launch({...wanted, onOutput});
    process.begin();
    await process.ended;
    return {pid: process.identity.pid, text};
  }

  const pidsOf = async (started: readonly Promise<HostProcess>[]) =>
    (await Promise.all(started)).map(({identity}) => identity.pid);

  test('is taken by an equal request', async () => {
    const {launchEarly, launch, started} = earlyLaunches();
    const early = launchEarly(request());
    const {pid, text} = await run(launch, request());
    expect(text).toBe('value in /\n');
    expect(await pidsOf(started)).toEqual([pid]);
    await early.discard();
  });

  test('is taken only once', async () => {
    const {launchEarly, launch, started} = earlyLaunches();
    launchEarly(request());
    const pids = [(await run(launch, request())).pid, (await run(launch, request())).pid];
    expect(await pidsOf(started)).toEqual(pids);
  });

  test.each<[string, Partial<EarlyRequest>]>([
    ['script', {program: {shell: 'sh', script: 'true'}}],
    ['program', {program: {argv: ['true']}}],
    ['environment', {env: {PATH: process.env.PATH ?? '', NAME: 'another'}}],
    ['folder', {cwd: '/tmp'}],
    ['streams', {streams: 'merged'}],
    ['input', {stdin: 'open'}],
    ['notification pipe', {notify: true}],
  ])('is not taken by a request with another %s, and ends when it is discarded', async (_, facts) => {
    const {launchEarly, launch, started} = earlyLaunches();
    const early = launchEarly(request());
    const {pid} = await run(launch, request(facts));
    const [waiting, other] = await Promise.all(started);
    expect(other?.identity.pid).toBe(pid);
    await early.discard();
    await waiting?.ended;
  });

  test('is not taken if its folder has been replaced', async () => {
    const dir = await temporaryDirectory();
    const cwd = join(dir, 'folder');
    await mkdir(cwd);
    const {launchEarly, launch, started} = earlyLaunches();
    launchEarly(request({cwd}));
    await started[0];
    await rename(cwd, join(dir, 'old'));
    await mkdir(cwd);
    expect((await run(launch, request({cwd}))).text).toBe(`value in ${cwd}\n`);
    await (
      await started[0]
    )?.ended;
  });

  test('is not taken if it has been killed', async () => {
    const {launchEarly, launch, started} = earlyLaunches();
    launchEarly(request());
    const waiting = await started[0];
    signalProcess(waiting?.identity.pid, 'SIGKILL');
    await waiting?.ended;
    expect((await run(launch, request())).text).toBe('value in /\n');
  });

  test('is not taken if it or its forker has just been killed, and bottle does not know yet', async () => {
    const own = createForkerSupply({env: process.env, onLoss: () => undefined, after});
    const {launchEarly, launch, started} = earlyLaunches(own);
    launchEarly(request());
    const early = await started[0];
    const forker = await own.take();
    const killed = forker?.pid ?? early?.identity.pid;
    signalProcess(killed, 'SIGKILL');
    // Without a turn of the event loop, in which bottle would be notified.
    waitSync(killed);
    const {pid, text} = await run(launch, request());
    expect(pid).not.toBe(early?.identity.pid);
    expect(text).toBe('value in /\n');
    await early?.ended;
  });

  test('ends if its forker is killed', async () => {
    const own = createForkerSupply({env: process.env, onLoss: () => undefined, after});
    const {launchEarly, started} = earlyLaunches(own);
    launchEarly(request());
    const early = await started[0];
    signalProcess((await own.take())?.pid ?? early?.identity.pid, 'SIGKILL');
    await early?.ended;
    early?.begin();
  });

  test('ends when it is discarded, even if it is suspended', async () => {
    const {launchEarly, started} = earlyLaunches();
    const early = launchEarly(request());
    const waiting = await started[0];
    signalProcess(waiting?.identity.pid, 'SIGSTOP');
    await early.discard();
    await waiting?.ended;
  });

  test('waits on after a SIGCHLD from outside', async () => {
    const {launchEarly, launch, started} = earlyLaunches();
    launchEarly(request());
    const pid = (await started[0])?.identity.pid;
    signalProcess(pid, 'SIGCHLD');
    expect(await run(launch, request())).toEqual({pid, text: 'value in /\n'});
  });

  test('does not hide errors of the launch', async () => {
    const {launchEarly, launch} = earlyLaunches();
    const missing = request({cwd: '/no/such/folder'});
    const early = launchEarly(missing);
    const outcome = run(launch, missing);
    if (by === 'spawn') await expect(outcome).rejects.toThrow('does not exist');
    else await expect(outcome.catch((error: unknown) => error)).resolves.toBeDefined();
    await early.discard();
  });

  test('does not keep others from starting', async () => {
    const {launchEarly, launch} = earlyLaunches();
    const early = Array.from({length: 20}, (_, at) => launchEarly(request({env: {AT: String(at)}})));
    expect((await run(launch, request())).text).toBe('value in /\n');
    await Promise.all(early.map(async each => await each.discard()));
  });
});

/** Blocks until a process has ended. */
function waitSync(pid: number | undefined): void {
  for (;;) {
    const {stdout} = spawnSync('ps', ['-o', 'state=', '-p', String(pid)], {encoding: 'utf8'});
    if (stdout.trim() === '' || stdout.startsWith('Z')) return;
  }
}
