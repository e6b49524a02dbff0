import {expect, test} from 'vitest';
import {createProcessEnds, type OwnProcess} from '../../src/processes/process-ends.ts';
import type {Exit} from '../../src/vocabulary/failure.ts';
import {deferred, turn} from '../support/deferred.ts';

const identity = {pid: 4711, startTime: '7', bootId: 'b', pidNamespace: 'n'};

function own(startTime: string, ended: Promise<Exit>): OwnProcess {
  return {identity: {...identity, startTime}, ended, leftGroup: async () => false};
}

test('knows a process until it ends', async () => {
  const ends = createProcessEnds();
  const end = deferred<Exit>();
  const process = own('7', end.promise);
  ends.note(process);
  expect(ends.of(identity)).toBe(process);
  end.resolve({code: 0});
  await turn();
  expect(ends.of(identity)).toBeUndefined();
});

test('distinguishes another process with the same pid', async () => {
  const ends = createProcessEnds();
  const [first, second] = [deferred<Exit>(), deferred<Exit>()];
  ends.note(own('7', first.promise));
  const other = own('8', second.promise);
  ends.note(other);
  first.resolve({code: 0});
  await turn();
  expect(ends.of(identity)).toBeUndefined();
  expect(ends.of({...identity, startTime: '8'})).toBe(other);
});
