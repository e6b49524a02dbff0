import {expect, test} from 'vitest';
import {TaskError, type TaskFailure} from '../../src/vocabulary/failure.ts';
import type {TaskName} from '../../src/vocabulary/ids.ts';
import type {Handle} from './fake-kind.ts';
import {startRun} from './run-rig.ts';

const failure: TaskFailure = {reason: 'smolvm', task: 'a' as TaskName, doing: 'run', why: 'gone'};

test('a kind can allow more attempts than `retry`, and each attempt knows its number', async () => {
  const rig = await startRun({a: {maxAttempts: (_, {reason}) => (reason === 'smolvm' ? 3 : undefined)}});
  for (const attempt of [1, 2, 3]) {
    const {context, fail, up} = await rig.task('a');
    expect(context.attempt).toBe(attempt);
    if (attempt === 3) await up();
    else await failAndWait(rig, fail);
  }
  await rig.result;
  expect(rig.find('task-retried').map(({attempt, attempts}) => [attempt, attempts])).toEqual([
    [2, 3],
    [3, 3],
  ]);
  expect(rig.reported('task-done', 'task-failed')).toEqual(['task-done a']);
});

test('other failures are retried according to `retry`', async () => {
  const rig = await startRun({a: {maxAttempts: () => undefined, retry: {attempts: 2, delay: '0s'}}});
  await failAndWait(rig, (await rig.task('a')).fail);
  await (await rig.task('a')).fail(new TaskError(failure));
  await rig.result;
  expect(rig.find('task-retried').map(({attempt, attempts}) => [attempt, attempts])).toEqual([[2, 2]]);
  expect(rig.reported('task-done', 'task-failed')).toEqual(['task-failed a']);
});

/** Fails an attempt, and skips the pause before the next one. */
async function failAndWait(
  {clock}: Awaited<ReturnType<typeof startRun>>,
  fail: Handle['fail'],
): Promise<void> {
  await fail(new TaskError(failure));
  await clock.untilWaiting();
  await clock.advance(0);
}
