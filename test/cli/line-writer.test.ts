import {expect, test} from 'vitest';
import {lineWriter} from '../../src/cli/views/run/line-writer.ts';
import {deferred} from '../support/deferred.ts';
import type {RunEvent} from '../../src/vocabulary/event.ts';
import type {TaskName} from '../../src/vocabulary/ids.ts';

const MIB = 1024 * 1024;
const printed: RunEvent = {
  ...{at: 1, type: 'task-output', task: 'a' as TaskName},
  stream: 'stdout',
  line: 'x',
};
const interrupted: RunEvent = {at: 2, type: 'run-interrupted', signal: 'SIGINT'};
const ended: RunEvent = {
  at: 3,
  type: 'run-ended',
  reason: 'interrupted',
  failures: 0,
  exitCode: 130,
  leftovers: 0,
  exits: {},
};

function rig() {
  const written: string[] = [];
  const taken = deferred<undefined>();
  const state = {pending: 0, isFull: false};
  const writer = lineWriter(
    {
      write: text => !state.isFull && written.push(text) > 0,
      pending: () => state.pending,
      pendingBelow: async () => await taken.promise,
      close: async () => undefined,
    },
    event => (event.type === 'output-dropped' ? `dropped ${event.lines}` : event.type),
  );
  return {written, state, writer, taken};
}

test('a fast reader causes no backpressure', () => {
  const {writer, state} = rig();
  state.pending = MIB - 1;
  writer.write(printed);
  expect(writer.backpressure()).toBeUndefined();
});

test('tasks wait until a slow reader has read the pending output', async () => {
  const {writer, state, taken, written} = rig();
  state.pending = MIB;
  writer.write(printed);
  const waiting = writer.backpressure();
  expect(waiting).toBeInstanceOf(Promise);
  taken.resolve(undefined);
  await waiting;
  expect(written).toEqual(['task-output\n']);
});

test('backpressure ends when the run is stopped: output is dropped and counted, other events are kept', async () => {
  const {writer, state, written} = rig();
  state.pending = MIB;
  const waiting = writer.backpressure();
  writer.write(interrupted);
  await waiting;
  expect(writer.backpressure()).toBeUndefined();
  writer.write(printed);
  writer.write(printed);
  writer.write(ended);
  expect(written).toEqual(['run-interrupted\n', 'dropped 2\n', 'run-ended\n']);
});

test('lines are dropped and counted while the disk is full, and the count is reported afterwards', () => {
  const {writer, state, written} = rig();
  state.isFull = true;
  writer.write(printed);
  writer.write(interrupted);
  expect(written).toEqual([]);
  state.isFull = false;
  writer.write(ended);
  expect(written).toEqual(['dropped 2\n', 'run-ended\n']);
});
