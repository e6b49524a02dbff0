import {rm} from 'node:fs/promises';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import type {RunList} from '../../src/schema/run-list.ts';
import {launchRig, type LaunchRig} from '../support/launch-rig.ts';

async function stateOf(rig: LaunchRig): Promise<string | undefined> {
  const {stdout} = await rig.bottle(['ps', '--format', 'json']).ended();
  return (JSON.parse(stdout) as RunList).runs[0]?.state;
}

test('a run with a task that failed to restart has the state failed until the task is up', async () => {
  const rig = await launchRig(`
    tasks:
      db: {serve: 'test ! -e broken || exit 3; echo up; exec tail -f /dev/null', ready: {log: up}}
      web: {needs: [db], serve: 'echo up; exec tail -f /dev/null', ready: {log: up}}
  `);
  expect((await rig.bottle(['up', '-d']).ended()).code).toBe(0);
  await rig.write('broken', '');
  expect((await rig.bottle(['restart', 'db']).ended()).code).toBe(1);
  expect(await stateOf(rig)).toBe('failed');
  const wait = await rig.bottle(['wait']).ended();
  expect({code: wait.code, stdout: wait.stdout}).toEqual({
    code: 1,
    stdout: 'work is not ready, and continues without the failed tasks\n  task `db` exited with code 3\n',
  });
  // `up` retries failed tasks.
  expect((await rig.bottle(['up', '-d']).ended()).code).toBe(1);
  await rm(join(rig.dir, 'broken'));
  expect((await rig.bottle(['up', '-d']).ended()).code).toBe(0);
  expect(await stateOf(rig)).toBe('ready');
  expect((await rig.bottle(['wait']).ended()).code).toBe(0);
  expect((await rig.bottle(['down']).ended()).code).toBe(0);
  expect(await rig.leftBehind()).toEqual([]);
});
