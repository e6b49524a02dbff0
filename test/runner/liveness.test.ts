import {rm, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import type {RunEvent} from '../../src/vocabulary/event.ts';
import {turn} from '../support/deferred.ts';
import {temporaryDirectory} from '../support/temporary-directory.ts';
import {startRun, type FakeTask} from './run-rig.ts';

/** A service that is alive while a file exists. */
async function aliveRig(task: Partial<FakeTask> = {}) {
  const file = join(await temporaryDirectory(), 'alive');
  await writeFile(file, '');
  const rig = await startRun({
    web: {as: 'service', liveness: {file, interval: '10s', failures: 3}, ...task},
    other: {as: 'service'},
  });
  for (const name of ['web', 'other']) await (await rig.task(name)).up();
  const until = async (isTrue: (events: readonly RunEvent[]) => boolean): Promise<void> => {
    while (!isTrue(rig.events)) await turn();
  };
  /** Lets the probe run `times` times. The file is on a real disk, so an attempt is over when the next one is due in 10 s. */
  const ask = async (times: number): Promise<void> => {
    for (let time = 0; time < times; time++) {
      await rig.clock.advance(10_000);
      await until(() => rig.clock.nextIn >= 10_000 || rig.find('task-stopping').length > 0);
    }
  };
  return {...rig, file, ask, until};
}

test('a task with several consecutive failures is stopped and ends the run', async () => {
  const rig = await aliveRig();
  await rm(rig.file);
  await rig.ask(3);
  expect((await rig.result).failures).toMatchObject([
    {reason: 'unhealthy', task: 'web', failures: 3, probe: `file ${rig.file}`},
  ]);
  expect(rig.find('liveness-changed').map(({healthy}) => healthy)).toEqual([false]);
});

test('a success resets the count, and each change is an event', async () => {
  const rig = await aliveRig();
  await rm(rig.file);
  await rig.ask(2);
  await writeFile(rig.file, '');
  await rig.ask(1);
  await rm(rig.file);
  await rig.ask(2);
  expect(rig.find('liveness-changed').map(({healthy}) => healthy)).toEqual([false, true, false]);
  expect(rig.find('task-stopping')).toEqual([]);
});

test('an unhealthy task is restarted as if it had exited', async () => {
  const rig = await aliveRig({afterEnd: {restarts: 1}});
  await rm(rig.file);
  await rig.ask(3);
  await rig.until(() => rig.find('task-stopped').length > 0);
  expect(rig.find('task-stopping').map(({cause}) => cause)).toEqual(['unhealthy']);
  expect(rig.find('service-ended').map(({then}) => then)).toEqual(['restarted']);
  await rig.clock.advance(0);
  await (await rig.task('web')).up();
  expect(rig.find('task-started').at(-1)).toMatchObject({task: 'web', attempt: 2, cause: 'restart'});
});

test('an unhealthy task with an ignored exit is only stopped', async () => {
  const rig = await aliveRig({afterEnd: {then: 'ignore'}});
  await rm(rig.file);
  await rig.ask(3);
  await rig.until(() => rig.find('task-stopped').length > 0);
  expect(rig.find('service-ended').map(({then}) => then)).toEqual(['ignored']);
  expect(rig.find('teardown-started')).toEqual([]);
});

test('a task stopped on request is no longer probed', async () => {
  const rig = await aliveRig();
  await (await rig.control).stop(['web' as never]);
  await rm(rig.file);
  await rig.ask(4);
  expect(rig.find('liveness-changed')).toEqual([]);
  expect(rig.clock.timers).toBe(0);
});
