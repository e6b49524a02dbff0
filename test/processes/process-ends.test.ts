import {expect, test} from 'vitest';
import {createProcessEnds} from '../../src/processes/process-ends.ts';
import {deferred, turn} from '../support/deferred.ts';

const process = {pid: 4711, startTime: '7'};

test('the end of a process is known until it has ended', async () => {
  const ends = createProcessEnds();
  const end = deferred<undefined>();
  ends.note(process, end.promise);
  expect(ends.of(process)).toBe(end.promise);
  end.resolve(undefined);
  await turn();
  expect(ends.of(process)).toBeUndefined();
});

test('another process with the same number is another', async () => {
  const ends = createProcessEnds();
  const [first, second] = [deferred<undefined>(), deferred<undefined>()];
  ends.note(process, first.promise);
  ends.note({...process, startTime: '8'}, second.promise);
  first.resolve(undefined);
  await turn();
  expect(ends.of(process)).toBeUndefined();
  expect(ends.of({...process, startTime: '8'})).toBe(second.promise);
});
