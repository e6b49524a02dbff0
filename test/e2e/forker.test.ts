import {mkdir} from 'node:fs/promises';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {beforeEach, describe, expect, test} from 'vitest';
import {forkersWith, killNow} from '../support/forker-of.ts';
import {launchRig, type LaunchRig} from '../support/launch-rig.ts';
import {processesWith} from '../support/marked-processes.ts';
import {signalProcess} from '../support/signal-process.ts';
import {CTRL_C, onTerminal} from '../support/terminal.ts';
import {expectRecovery, killed, LAUNCH} from './killed-launch.ts';
import {needsPerl} from '../support/perl.ts';

beforeEach(needsPerl);

const COUNTER = fileURLToPath(new URL('../support/count-forks.mjs', import.meta.url));
const BOTTLE = fileURLToPath(new URL('../../dist/cli/bottle.js', import.meta.url));
const ALWAYS = {BOTTLE_FORKER: 'always'};

describe('the number of processes that bottle starts itself', () => {
  test.each(['side by side', 'in a chain'])('does not depend on the number of tasks: %s', async how => {
    const counts = [];
    for (const tasks of [20, 50]) counts.push(await startsOf(tasks, how === 'in a chain'));
    expect(counts).toEqual([1, 1]);
  });

  test('is the same for few tasks as without a forker', async () => {
    // One for the task, and one to create pipes.
    expect(await startsOf(1, false)).toBe(2);
    expect(await startsOf(3, false, {BOTTLE_FORKER: 'never'})).toBe(await startsOf(3, false));
  });

  async function startsOf(tasks: number, isChain: boolean, env: object = {}): Promise<number> {
    const task = (at: number) => `  t${at}: {run: 'true'${isChain && at > 0 ? `, needs: [t${at - 1}]` : ''}}`;
    const rig = await launchRig(`tasks:\n${Array.from({length: tasks}, (_, at) => task(at)).join('\n')}\n`);
    const count = {NODE_OPTIONS: `--import ${COUNTER}`, BOTTLE_TEST_COUNT_IN: join(rig.dir, 'count')};
    const {code, stderr} = await rig.run([], {env: {...count, ...env}}).ended();
    expect({code, stderr}).toEqual({code: 0, stderr: ''});
    return Number(await rig.read('count'));
  }
});

const SERVICES = `
  tasks:
    one: {serve: 'echo up; exec tail -f /dev/null', ready: {log: up}}
    two: {needs: [one], serve: 'setsid tail -f /dev/null & echo up; wait', ready: {log: up}, grace: 1s}
    gate: {needs: [two], allow_failure: true, run: 'read -r line < gate'}
    next: {needs: [{task: gate, condition: ended}], run: 'echo $PPID is $(ps -o comm= -p $PPID)'}
`;

describe('if the forker is killed', () => {
  test('the run reports the loss, stops the running commands, and starts the others itself', async () => {
    const rig = await launchRig(SERVICES);
    const gate = await rig.gate('gate');
    const launch = rig.run([], {env: ALWAYS});
    await launch.event('task-started', 'gate');
    const [forker] = forkersWith(rig.mark);
    killNow(forker);
    const {warning} = await launch.event('run-warned');
    expect(warning).toContain(`the process that starts commands (pid ${forker}) was killed`);
    gate.open(1);
    const failed = await launch.event('task-failed', 'gate');
    expect(failed.failure).toMatchObject({
      reason: 'exited',
      exit: {
        because: `its parent process (pid ${forker}) was killed, so its exit code is unknown`,
      },
    });
    await launch.event('run-ready');
    const printed = launch.events.flatMap(each =>
      each.type === 'task-output' && each.task === 'next' ? [each.line] : [],
    );
    // Node 24 names its main thread.
    expect(printed).toEqual([expect.stringMatching(new RegExp(`^${launch.pid} is (node|MainThread)$`))]);
    launch.signal('SIGTERM');
    expect(await launch.ended()).toMatchObject({code: 143, stderr: ''});
    expect(await rig.leftBehind()).toEqual([]);
  });

  test('a service that ends afterwards fails without an exit code', async () => {
    const rig = await launchRig(`tasks: {one: {serve: 'echo up; read -r line < gate', ready: {log: up}}}`);
    const gate = await rig.gate('gate');
    const launch = rig.bottle(['run'], {env: ALWAYS});
    await launch.printed('running');
    const [forker] = forkersWith(rig.mark);
    killNow(forker);
    await launch.printed('was killed');
    gate.open(1);
    const {code, stderr} = await launch.ended();
    expect(code).toBe(1);
    expect(stderr).toContain(
      `error: task \`one\` ended unexpectedly: its parent process (pid ${forker}) was killed, so its exit code is unknown\n`,
    );
    expect(await processesLeft(rig)).toEqual([]);
  });

  test('together with bottle, the next run removes the leftovers', async () => {
    const rig = await launchRig(LAUNCH);
    const launch = rig.run([], {env: ALWAYS});
    await launch.event('run-ready');
    killNow(forkersWith(rig.mark)[0]);
    await killed(launch);
    await expectRecovery(rig);
  });
});

test('if bottle is killed, its forker exits, and the next run removes the leftovers', async () => {
  const rig = await launchRig(LAUNCH);
  const launch = rig.run([], {env: ALWAYS});
  await launch.event('run-ready');
  expect(forkersWith(rig.mark)).toHaveLength(1);
  await killed(launch);
  await expect.poll(() => forkersWith(rig.mark)).toEqual([]);
  await expectRecovery(rig);
});

test('a forker suspended when bottle was killed does not notice, so `down` kills it', async () => {
  const rig = await launchRig(`tasks: {one: {serve: 'echo up; exec tail -f /dev/null', ready: {log: up}}}`);
  const launch = rig.run([], {env: ALWAYS});
  await launch.event('run-ready');
  const [forker] = forkersWith(rig.mark);
  signalProcess(forker, 'SIGSTOP');
  await killed(launch);
  expect(forkersWith(rig.mark)).toEqual([forker]);
  expect(await rig.bottle(['down']).ended()).toMatchObject({code: 0});
  expect(await rig.leftBehind()).toEqual([]);
});

describe('a nested bottle', () => {
  const INNER = `tasks: {a: {serve: 'env > seen; echo inner; exec tail -f /dev/null', ready: {log: inner}}}`;

  async function nested() {
    const rig = await launchRig(
      `tasks: {outer: {serve: [${process.execPath}, ${BOTTLE}, run], cwd: inside, ready: {log: 'ready in'}}}`,
    );
    await mkdir(join(rig.dir, 'inside'));
    await rig.write('inside/bottle.yaml', INNER);
    const launch = rig.run([], {env: ALWAYS});
    await launch.event('run-ready');
    return {rig, launch};
  }

  test('has its own forker, which is not visible to tasks; both forkers end with their runs', async () => {
    const {rig, launch} = await nested();
    expect(forkersWith(rig.mark)).toHaveLength(2);
    expect(await rig.read('inside/seen')).not.toContain('BOTTLE_FORKER_OF');
    launch.signal('SIGTERM');
    expect(await launch.ended()).toMatchObject({code: 143, stderr: ''});
    expect(await rig.leftBehind()).toEqual([]);
  });

  test('is stopped with its tasks if the outer bottle is killed', async () => {
    const {rig, launch} = await nested();
    await killed(launch);
    expect(await rig.bottle(['down']).ended()).toMatchObject({code: 0});
    expect(await rig.leftBehind()).toEqual([]);
  });
});

test('the forker of a detached run outlives the call and ends with the run', async () => {
  const rig = await launchRig(LAUNCH);
  const {code} = await rig.bottle(['up', '-d'], {env: ALWAYS}).ended();
  expect(code).toBe(0);
  expect(forkersWith(rig.mark)).toHaveLength(1);
  expect(await rig.bottle(['down']).ended()).toMatchObject({code: 0, stderr: ''});
  expect(await rig.leftBehind()).toEqual([]);
});

test('the forker survives Ctrl-C on the terminal, and starts commands of the teardown', async () => {
  const rig = await launchRig(
    `tasks: {one: {serve: 'echo up; exec tail -f /dev/null', ready: {log: up}, stop: 'ps -o comm= -p $PPID > by; exit 1'}}`,
  );
  const launch = onTerminal(rig, ['run'], ALWAYS);
  await launch.printed('running:');
  launch.type(CTRL_C);
  expect((await launch.ended()).code).toBe(130);
  expect(await rig.read('by')).toBe('perl\n');
  expect(await rig.leftBehind()).toEqual([]);
});

async function processesLeft({mark}: LaunchRig): Promise<readonly string[]> {
  return processesWith(mark).map(({commandLine}) => commandLine);
}
