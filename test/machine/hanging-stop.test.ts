import {join} from 'node:path';
import {beforeEach, expect, test} from 'vitest';
import {loadFile, run, select} from '../../src/index.ts';
import {systemClock} from '../../src/processes/system-clock.ts';
import type {Clock} from '../../src/vocabulary/clock.ts';
import type {RunEvent} from '../../src/vocabulary/event.ts';
import {needsGuests} from '../support/guests.ts';
import {machineRig, withVersions, type MachineRig} from './machine-rig.ts';

beforeEach(needsGuests);

/** The worst-case duration of a stop in smolvm, including its own escalation. */
const AT_WORST_MS = 10_000;

withVersions(
  'smolvm $version: a hanging stop is ended at its limit, and the removal command is reported',
  async ({version}) => {
    const rig = await machineRig('tasks: {vm: {machine: {image: ./agent.smolmachine}}}', {version});
    const events: RunEvent[] = [];
    const ending = new AbortController();
    const {clock, limits} = clockWithLimits();
    const over = runWith(rig, {
      clock,
      signal: ending.signal,
      onEvent(event) {
        events.push(event);
        if (event.type === 'run-ready') ending.abort('SIGTERM');
      },
    });

    await expect.poll(async () => (await stopsUnderWay(rig)).length).toBe(1);
    expect(events.at(-1)).toMatchObject({type: 'task-stop-progressed', doing: 'stopping the machine'});
    const now = limits.filter(({isOn}) => isOn());
    expect(now.length).toBeGreaterThan(0);
    for (const {pass} of now) pass();

    const {leftovers} = await over;
    const [name] = (await rig.smolvm.machines()).map(machine => machine.name);
    const named = version === '1.0.1' ? name : `--name ${name}`;
    const command = `smolvm machine stop --name ${name}; smolvm machine delete ${named} --force`;
    expect(leftovers).toEqual([{what: `machine ${name}`, why: 'its teardown took too long', command}]);
    // The call is ended. The machine remains, and was not deleted while its process exists.
    await expect.poll(async () => await stopsUnderWay(rig)).toEqual([]);
    expect(await rig.smolvm.vms()).toHaveLength(1);
    expect((await rig.lifeCalls()).filter(call => call.startsWith('delete'))).toEqual([]);

    for (const line of command.split('; ')) {
      const [, ...args] = line.split(' ');
      expect(await rig.smolvm.smolvm(args)).toMatchObject({code: 0});
    }
    expect(await rig.smolvm.vms()).toEqual([]);
    expect(await rig.smolvm.machines()).toEqual([]);
  },
);

test('a second Ctrl-C ends the wait for a workload that does not end', async () => {
  const rig = await machineRig('tasks: {vm: {machine: {image: ./agent.smolmachine}}}', {version: '1.32.2'});
  const launch = rig.launch([], {env: {SMOLVM_STANDIN_STOP_HANGS: '1'}});
  await launch.event('run-ready');
  launch.signal('SIGINT');
  await expect.poll(async () => (await stopsUnderWay(rig)).length).toBe(1);
  launch.signal('SIGINT');
  expect(await launch.ended()).toMatchObject({code: 130});

  const {run} = await launch.event('run-started');
  expect((await rig.lifeCalls()).slice(-3)).toEqual([
    `stop --name bottle-${run}-vm`,
    `stop --name bottle-${run}-vm --timeout=0`,
    `delete --name bottle-${run}-vm --force`,
  ]);
  await rig.expectNothingLeft();
});

test.each(['1.9.3', '1.32.2'])('smolvm %s: a hanging stop takes at most `stop_timeout`', async version => {
  const rig = await machineRig(`{stop_timeout: 3s, tasks: {vm: {machine: {image: ./agent.smolmachine}}}}`, {
    version,
  });
  const launch = rig.launch([], {env: {SMOLVM_STANDIN_STOP_HANGS: 'always'}});
  await launch.event('run-ready');
  launch.signal('SIGINT');
  const {code, stderr} = await launch.ended();
  const {run} = await launch.event('run-started');
  expect({code, stderr}).toMatchObject({
    code: 3,
    stderr: expect.stringContaining(`error: could not remove machine bottle-${run}-vm`) as string,
  });
  const at = (type: string): number => launch.events.find(event => event.type === type)?.at ?? NaN;
  // Without `stop_timeout`, stopping the machine would take 30 s or more.
  expect(at('run-ended') - at('teardown-started')).toBeLessThan(19_000);
  expect(await stopsUnderWay(rig)).toEqual([]);
  expect(await rig.bottle(['down'], {env: rig.smolvm.env}).ended()).toMatchObject({code: 0});
  await rig.expectNothingLeft();
});

interface Options {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  onEvent(event: RunEvent): void;
}

/** Starts a run in this process, with a `smolvm` whose stops hang. */
async function runWith({dir, stateDir, smolvm}: MachineRig, {clock, signal, onEvent}: Options) {
  const env = {...process.env, ...smolvm.env, SMOLVM_STANDIN_STOP_HANGS: '1'};
  const loaded = await loadFile(join(dir, 'bottle.yaml'), {env});
  if ('diagnostics' in loaded) throw new Error('a file with mistakes');
  const selected = select(loaded.launch, {});
  if ('diagnostics' in selected) throw new Error('no such task');
  const {launch} = loaded;
  return await run({...{launch, env, stateDir, signal, onEvent, ...selected}, services: {clock}});
}

/** The system clock, except that the test controls the deadlines for stops. */
function clockWithLimits() {
  const limits: Limit[] = [];
  const clock: Clock = {
    ...systemClock,
    deadline(ms) {
      if (ms <= AT_WORST_MS) return systemClock.deadline(ms);
      const limit = new AbortController();
      let isOn = true;
      const cancel = (): void => void (isOn = false);
      limits.push({isOn: () => isOn, pass: () => limit.abort()});
      return {signal: limit.signal, cancel};
    },
  };
  return {clock, limits};
}

interface Limit {
  readonly isOn: () => boolean;
  readonly pass: () => void;
}

/** Calls of `stop` that have not ended and whose process exists. */
async function stopsUnderWay({smolvm}: MachineRig) {
  const calls = await smolvm.calls();
  return calls.filter(({argv, endedAt, pid}) => argv[1] === 'stop' && endedAt === undefined && lives(pid));
}

function lives(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
