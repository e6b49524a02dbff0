import {expect, test} from 'vitest';
import {deferred, turn} from '../support/deferred.ts';
import {startRun} from './run-rig.ts';

test('a run is ready once its tasks are ready and its preparation is complete', async () => {
  const prepared = deferred<undefined>();
  const rig = await startRun({web: {as: 'service'}}, {prepared: prepared.promise});
  await (await rig.task('web')).up();
  await turn();
  expect(rig.reported('task-ready', 'run-ready')).toEqual(['task-ready web']);
  prepared.resolve(undefined);
  await turn();
  expect(rig.reported('task-ready', 'run-ready')).toEqual(['task-ready web', 'run-ready']);
});

test('a failure ends a run during its preparation', async () => {
  const rig = await startRun({web: {as: 'step'}}, {prepared: new Promise(() => undefined)});
  await (await rig.task('web')).fail(new Error('bad'));
  expect((await rig.result).reason).toMatchObject({why: 'failed'});
});
