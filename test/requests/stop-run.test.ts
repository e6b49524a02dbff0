import {expect, test} from 'vitest';
import {stopRun} from '../../src/requests/stop-run.ts';
import {startingRun} from './run-on-disk.ts';

test('a run that ended between the listing and the request counts as stopped', async () => {
  const {run, observer} = await startingRun({startTime: 'another process'});
  const never = new AbortController().signal;
  const stopped = await stopRun(run, {
    ...{observer, signals: {first: never, second: never}, stopTimeoutMs: undefined},
    onEvent: () => undefined,
  });
  expect(stopped).toEqual({leftovers: []});
});
