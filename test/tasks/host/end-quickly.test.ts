import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {existsSync} from 'node:fs';
import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {describe, expect, onTestFinished, test} from 'vitest';
import {groupIsAlive} from '../../../src/processes/process-group.ts';
import {bootAndNamespace, identify, isSame} from '../../../src/processes/process-identity.ts';
import type {OwnProcess} from '../../../src/processes/process-ends.ts';
import {systemClock} from '../../../src/processes/system-clock.ts';
import {sendSignal} from '../../../src/processes/send-signal.ts';
import {
  cgroupPrefix,
  enterCgroup,
  processesInCgroup,
  removeCgroup,
} from '../../../src/processes/task-cgroup.ts';
import {endQuickly} from '../../../src/tasks/host/end-quickly.ts';
import type {Clock} from '../../../src/vocabulary/clock.ts';
import type {RunId} from '../../../src/vocabulary/ids.ts';
import type {MadeRecord, ProcessRecord} from '../../../src/vocabulary/journal-record.ts';
import {fakeClock} from '../../support/fake-clock.ts';

const run = '20261128-120000-bbbb' as RunId;
const hasCgroup = cgroupPrefix(run) !== undefined;

/** The system delivers SIGTERM before SIGWINCH. */
const DEAF = `
  process.on('SIGTERM', () => console.log('got it'));
  process.on('SIGWINCH', () => console.log('done'));
`;

/** Starts a Node script in its own session and cgroup. */
async function started(script = '') {
  const child = spawn('node', ['-e', `${script} setInterval(() => {}, 1e6); console.log('up')`], {
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const output: string[] = [];
  child.stdout.setEncoding('utf8').on('data', (text: string) => output.push(text));
  await once(child.stdout, 'data');
  const pid = child.pid ?? 0;
  const cgroup = `${cgroupPrefix(run)}${pid}`;
  enterCgroup(cgroup, pid);
  onTestFinished(async () => {
    for (const left of await processesInCgroup(cgroup)) sendSignal(left, 'SIGKILL');
    // The system removes a killed process from its cgroup a moment later.
    await expect
      .poll(async () => {
        await removeCgroup(cgroup);
        return existsSync(cgroup);
      })
      .toBe(false);
  });
  const {startTime = ''} = (await identify(pid)) ?? {};
  const identity = {pid, startTime, ...(await bootAndNamespace())};
  const ended = once(child, 'exit').then(() => ({code: 143}));
  const own: OwnProcess = {identity, ended, leftGroup: async () => await groupIsAlive(identity)};
  const record: ProcessRecord = {made: 'process', ...identity, group: true, graceMs: 60_000, cgroup};
  return {record, own, output};
}

interface Given {
  readonly own: OwnProcess | undefined;
  readonly clock?: Clock;
  readonly force?: AbortSignal;
  readonly mostMs?: number;
}

function end(
  made: readonly MadeRecord[],
  {own, clock = systemClock, force = new AbortController().signal, mostMs = Infinity}: Given,
): Promise<boolean> | undefined {
  return endQuickly(made, {services: {clock, processEnds: {of: () => own}}, force, mostMs});
}

describe.skipIf(!hasCgroup)('a process that is alone in its cgroup', () => {
  test('is gone soon after its stop signal, and so is its cgroup', async () => {
    const {record, own} = await started();
    expect(await end([record], {own})).toBe(true);
    expect(await isSame(record)).toBe(false);
    expect(existsSync(record.cgroup ?? '')).toBe(false);
  });

  test.each([
    ['200 ms', {}, {}, 200],
    ['its grace period', {graceMs: 50}, {}, 50],
    ['the time left', {}, {mostMs: 20}, 20],
  ])('that ignores the signal is given up after %s', async (_, different, limits, ms) => {
    const {record, own} = await started(DEAF);
    const clock = fakeClock();
    const ended = end([{...record, ...different}], {own, clock, ...limits});
    expect(clock.nextIn).toBe(ms);
    await clock.advance(ms);
    expect(await ended).toBe(false);
    expect(await isSame(record)).toBe(true);
    expect(clock.timers).toBe(0);
  });

  test('is given up when grace periods are skipped', async () => {
    const {record, own} = await started(DEAF);
    const [clock, force] = [fakeClock(), new AbortController()];
    const ended = end([record], {own, clock, force: force.signal});
    force.abort();
    expect(await ended).toBe(false);
    expect(clock.timers).toBe(0);
  });

  test('that starts another process before it exits is not gone', async () => {
    const {record, own} = await started(
      `process.on('SIGTERM', () => {
        require('child_process').spawn('sleep', ['600'], {detached: true, stdio: 'ignore'});
        process.exit();
      });`,
    );
    expect(await end([record], {own})).toBe(false);
    expect(existsSync(record.cgroup ?? '')).toBe(true);
  });
});

test.skipIf(!hasCgroup)('processes that stop together share a timer', async () => {
  const [clock, {signal: force}] = [fakeClock(), new AbortController()];
  const [one, other] = [await started(DEAF), await started(DEAF)];
  const ended = [one, other].map(({record, own}) => end([record], {own, clock, force}));
  expect(clock.timers).toBe(1);
  await clock.advance(200);
  for (const each of ended) expect(await each).toBe(false);
});

describe.skipIf(!hasCgroup)('no signal is sent', () => {
  test.each<[string, (record: ProcessRecord) => readonly MadeRecord[]]>([
    ['with a `stop` command', record => [{...record, stop: {run: 'true'} as never}]],
    ['without a cgroup', ({cgroup, ...record}) => [record]],
    ['with several records', record => [record, record]],
    ['with another record', () => [{made: 'file', path: '/tmp/a'}]],
  ])('%s', async (_, madeOf) => {
    const {record, own, output} = await started(DEAF);
    expect(end(madeOf(record), {own})).toBeUndefined();
    await expectNoSignal(record, output);
  });

  test('to a process that this bottle has not started, or whose end has been reported', async () => {
    const {record, output} = await started(DEAF);
    expect(end([record], {own: undefined})).toBeUndefined();
    await expectNoSignal(record, output);
  });

  test('if grace periods are skipped', async () => {
    const {record, own} = await started();
    expect(end([record], {own, force: AbortSignal.abort()})).toBeUndefined();
    expect(await isSame(record)).toBe(true);
  });

  test('to a process with others in its cgroup', async () => {
    const [one, other] = [await started(), await started()];
    await writeFile(join(one.record.cgroup ?? '', 'cgroup.procs'), String(other.record.pid));
    expect(end([one.record], {own: one.own})).toBeUndefined();
    expect(await isSame(one.record)).toBe(true);
  });
});

async function expectNoSignal({pid}: ProcessRecord, output: readonly string[]): Promise<void> {
  sendSignal(pid, 'SIGWINCH');
  await expect.poll(() => output.join('')).toBe('up\ndone\n');
}
