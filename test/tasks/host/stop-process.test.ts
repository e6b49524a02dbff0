import {expect, test} from 'vitest';
import type {OwnProcess} from '../../../src/processes/process-ends.ts';
import {bootAndNamespace} from '../../../src/processes/process-identity.ts';
import {systemClock} from '../../../src/processes/system-clock.ts';
import {downProcesses} from '../../../src/tasks/host/stop-process.ts';
import type {DownContext} from '../../../src/tasks/task-context.ts';
import type {Exit} from '../../../src/vocabulary/failure.ts';
import {deferred, turn as nextTurn} from '../../support/deferred.ts';

/** Higher than any pid of Linux. */
const NO_PID = 2 ** 22 + 1;

async function stopping(expired: AbortSignal) {
  const identity = {pid: NO_PID, startTime: '1', ...(await bootAndNamespace())};
  const end = deferred<Exit>();
  const own: OwnProcess = {identity, ended: end.promise, leftGroup: async () => false};
  const context = {
    ...{task: 'a', run: {id: 'r', lastSeen: Infinity}, force: new AbortController().signal, expired},
    ...{services: {clock: systemClock, processEnds: {of: () => own}}, report: expect.unreachable},
  } as unknown as DownContext;
  const order: string[] = [];
  const stopped = downProcesses([{made: 'process', ...identity, group: true, graceMs: 0}], context).then(
    leftovers => void order.push(`stopped with ${leftovers.length} leftovers`),
  );
  return {end, order, stopped};
}

test('a process that is gone is stopped only once its end is reported, because its last output is read then', async () => {
  const {end, order, stopped} = await stopping(new AbortController().signal);
  // Other work of the same process that takes longer than the search for processes.
  await bootAndNamespace();
  for (let turn = 0; turn < 100; turn++) await nextTurn();
  order.push('reported');
  end.resolve({code: 0});
  await stopped;
  expect(order).toEqual(['reported', 'stopped with 0 leftovers']);
});

test('a missing report does not delay a stop beyond its time limit', async () => {
  const expired = new AbortController();
  const {order, stopped} = await stopping(expired.signal);
  expired.abort();
  await stopped;
  expect(order).toEqual(['stopped with 0 leftovers']);
});
