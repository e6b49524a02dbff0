import {mkdir, rename} from 'node:fs/promises';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {processEnvironment} from '../../src/processes/proc-files.ts';
import {forkedGatesWith} from '../support/forker-of.ts';
import type {Launch} from '../support/launch.ts';
import {launchRig, type LaunchRig} from '../support/launch-rig.ts';
import {processesWith} from '../support/marked-processes.ts';

describe.each(['never', 'always'])('the command of a task whose need is in progress (forker: %s)', forker => {
  test('waits at its gate, and begins when the need is met', async () => {
    const {rig, gate, launch} = await started(forker, '{needs: [first], run: "echo $$"}');
    const [pid] = await waiting(rig, launch, 'second');
    gate.open();
    expect(await launch.event('task-output', 'second')).toMatchObject({line: String(pid)});
    expect(await launch.ended()).toMatchObject({code: 0, stderr: ''});
    expect(await rig.leftBehind()).toEqual([]);
  });

  test('waits also for a service that is being probed', async () => {
    const rig = await launchRig(`
      tasks:
        first: {serve: 'echo begun; read -r line < gate; echo up; exec tail -f /dev/null', ready: {log: up}}
        second: {needs: [first], run: 'echo $$'}
    `);
    const gate = await rig.gate('gate');
    const launch = rig.run(['--until', 'second'], {env: {BOTTLE_FORKER: forker}});
    const [pid] = await waiting(rig, launch, 'second');
    gate.open();
    expect(await launch.event('task-output', 'second')).toMatchObject({line: String(pid)});
    expect(await launch.ended()).toMatchObject({code: 0, stderr: ''});
  });

  test('ends without a trace if the need fails', async () => {
    const {rig, gate, launch} = await started(forker, '{needs: [first], run: "echo never"}', 'false');
    await waiting(rig, launch, 'second');
    gate.open();
    await launch.event('task-cancelled', 'second');
    expect((await launch.ended()).code).toBe(1);
    expect(launch.events.filter(({type}) => type === 'task-warned' || type === 'run-warned')).toEqual([]);
    expect(await rig.leftBehind()).toEqual([]);
  });

  test('ends without a trace if the run is stopped', async () => {
    const {rig, launch} = await started(forker, '{needs: [first], serve: "exec tail -f /dev/null"}');
    await waiting(rig, launch, 'second');
    launch.signal('SIGTERM');
    expect((await launch.ended()).code).toBe(143);
    expect(launch.events.filter(({type}) => type === 'task-warned' || type === 'run-warned')).toEqual([]);
    expect(await rig.leftBehind()).toEqual([]);
  });

  test('ends if bottle is killed', async () => {
    const {rig, launch} = await started(forker, '{needs: [first], run: "echo never > ran"}');
    await waiting(rig, launch, 'second');
    launch.signal('SIGKILL');
    await launch.ended();
    await expect.poll(() => gatesOf(rig, 'second')).toEqual([]);
    await expect(rig.read('ran')).rejects.toThrow('ENOENT');
  });

  test('runs in the folder that the need has created in place of another', async () => {
    const {rig, gate, launch} = await started(
      forker,
      '{needs: [first], cwd: folder, run: "pwd -P; cat file"}',
    );
    await waiting(rig, launch, 'second');
    const folder = join(rig.dir, 'folder');
    await rename(folder, join(rig.dir, 'old'));
    await rig.write('folder/file', 'new\n');
    gate.open();
    await launch.ended();
    const printed = launch.events.flatMap(each =>
      each.type === 'task-output' && each.task === 'second' ? [each.line] : [],
    );
    expect(printed).toEqual([folder, 'new']);
  });
});

test.each([
  ['its environment uses an output of the need', `env: {FROM: '\${{ tasks.first.stdout }}'}, run: 'true'`],
  ['its command uses an output of the need', `run: 'echo \${{ tasks.first.stdout }}'`],
  ['it may be up to date', `sources: [bottle.yaml], run: 'true'`],
  ['its shell may read files when it starts', `shell: bash, run: 'true'`],
  ['its script may count the time since its shell started', `run: 'echo $SECONDS'`],
  ['the loader may read a file', `env: {LD_PRELOAD: ''}, run: 'true'`],
  ['it has env files', `env_file: empty.env, run: 'true'`],
  ['its condition is false', `if: "\${{ run.name == 'another' }}", run: 'true'`],
])('does not wait at its gate if %s', async (_, keys) => {
  // The third task shows when the second, which has a higher priority, has been considered.
  const {rig, gate, launch} = await started(
    'never',
    `{needs: [first], ${keys}}\n  third: {needs: [first], run: 'true'}\n  fourth: {needs: [second], run: 'true'}`,
  );
  await waiting(rig, launch, 'third');
  expect(gatesOf(rig, 'second')).toEqual([]);
  gate.open();
  expect((await launch.ended()).code).toBe(0);
});

/** @param end the last command of the first task */
async function started(forker: string, second: string, end = 'true') {
  const rig = await launchRig(
    `tasks:\n  first: {run: 'echo begun; read -r line < gate; ${end}'}\n  second: ${second}\n`,
  );
  await mkdir(join(rig.dir, 'folder'));
  await rig.write('empty.env', '');
  const gate = await rig.gate('gate');
  return {rig, gate, launch: rig.run([], {env: {BOTTLE_FORKER: forker}})};
}

/**
 * Waits until the command of a task waits at its gate. Waits for output of the first task before, since its start event precedes the
 * moment when its own command passes its gate.
 */
async function waiting(rig: LaunchRig, launch: Launch, task: string): Promise<readonly number[]> {
  await launch.event('task-output', 'first');
  let found: readonly number[] = [];
  await expect.poll(() => (found = gatesOf(rig, task)), {timeout: 10_000}).toHaveLength(1);
  return found;
}

/** A gate that was forked has the environment of its command only once the command has begun. */
function gatesOf({mark}: LaunchRig, task: string): readonly number[] {
  const spawned = processesWith(mark).filter(
    ({pid, commandLine}) =>
      commandLine.includes('bottle_gate') && processEnvironment(pid).includes(`BOTTLE_TASK=${task}`),
  );
  return [...spawned.map(({pid}) => pid), ...forkedGatesWith(mark)];
}
