import {describe, expect, test} from 'vitest';
import {createTaskTable} from '../../src/runner/task-table.ts';
import type {Attempt, Restarting, Stopping, TaskState} from '../../src/lifecycle/task-state.ts';
import type {RunEventBody} from '../../src/vocabulary/event.ts';
import type {TaskName} from '../../src/vocabulary/ids.ts';

const A = 'a' as TaskName;
const attempt: Attempt = {tries: 1, restarts: 0, cause: 'needs-met'};
const waiting: TaskState = {status: 'waiting', for: 'needs', attempt};
const active = {attempt, holdsSlot: true, interruption: undefined};
const starting: TaskState = {status: 'starting', ...active};
const failure = {reason: 'bad-output', task: A, detail: 'broke'} as const;
const failed = {status: 'failed', failure, allowed: false, elapsedMs: 7, leftovers: []} as const;
const stopping: Stopping = {status: 'stopping', phase: 'pending', holdsSlot: false, end: failed};
const restarting: Restarting = {
  ...{status: 'restarting', phase: 'pending', delayMs: 0, leftovers: []},
  attempt: {...attempt, tries: 2},
  cause: {why: 'failed', failure, next: 2, of: 3},
};
const leftover = {what: 'process 7', why: 'it still runs', command: 'kill 7'};

function tableOf(states: readonly TaskState[]) {
  const events: RunEventBody[] = [];
  let now = 0;
  const table = createTaskTable({
    states: new Map([[A, waiting]]),
    now: () => (now += 10),
    emit: event => void events.push(event),
  });
  for (const state of states) table.move(A, state);
  return {table, events};
}

describe('a move', () => {
  test('emits an event with its cause if the status changes', () => {
    const {events} = tableOf([
      {status: 'waiting', for: 'slot', attempt},
      starting,
      {status: 'running', ...active},
      {status: 'running', ...active, interruption: 'teardown'},
      {status: 'probing', ...active, holdsSlot: false},
      {status: 'done', elapsedMs: 5},
    ]);
    expect(events).toEqual([
      {type: 'task-waiting', task: 'a', for: 'slot'},
      {type: 'task-started', task: 'a', attempt: 1, cause: 'needs-met'},
      {type: 'task-running', task: 'a'},
      {type: 'task-probing', task: 'a'},
      {type: 'task-done', task: 'a', outputs: {}, elapsedMs: 5},
    ]);
  });

  test('reports a failure once, whatever the previous state', () => {
    const expected = [{type: 'task-failed', task: 'a', failure, elapsedMs: 7, allowed: false}];
    expect(tableOf([failed]).events).toEqual(expected);
    expect(tableOf([starting, stopping, failed]).events.slice(1)).toEqual(expected);
  });

  test('reports the duration of a removal, or the leftovers', () => {
    const removing = {...stopping, phase: 'removing'} as const;
    expect(tableOf([starting, stopping, removing, failed]).events.slice(2)).toEqual([
      {type: 'task-stopping', task: 'a', cause: 'failed'},
      {type: 'task-stopped', task: 'a', cause: 'failed', elapsedMs: 10},
    ]);
    const left = {...failed, leftovers: [leftover]};
    expect(tableOf([starting, stopping, removing, left]).events.at(-1)).toEqual({
      ...{type: 'task-left-behind', task: 'a'},
      leftovers: [leftover],
    });
  });

  test('reports the retry, then the removal, between two attempts', () => {
    const {events} = tableOf([
      ...[starting, restarting],
      {...restarting, phase: 'removing'},
      {...restarting, phase: 'back-off'},
      {status: 'waiting', for: 'slot', attempt: restarting.attempt},
      {...starting, attempt: restarting.attempt},
    ]);
    expect(events.map(event => [event.type, 'cause' in event ? event.cause : ''].join(' ').trim())).toEqual([
      ...['task-started needs-met', 'task-retried', 'task-stopping retry', 'task-stopped retry'],
      ...['task-waiting', 'task-started retry'],
    ]);
  });

  test('throws if it is impossible', () => {
    const {table, events} = tableOf([starting, {status: 'done', elapsedMs: 5}]);
    expect(() => table.move(A, starting)).toThrow('task `a` cannot go from done to starting');
    expect(() => table.move('b' as TaskName, starting)).toThrow('task `b` is not part of this run');
    expect(events).toHaveLength(2);
  });
});

test('the table keeps the time of the first start only, unless the task had nothing to do', () => {
  const ready = (elapsedMs: number): TaskState => ({status: 'ready', attempt, elapsedMs});
  const again = {...attempt, restarts: 1};
  const restart: Restarting = {...restarting, attempt: again, cause: {why: 'exited', exit: {code: 1}}};
  const {table} = tableOf([
    ...[starting, ready(40), restart, {...restart, phase: 'back-off'} as const],
    {status: 'waiting', for: 'slot', attempt: again},
    {...starting, attempt: again},
    ready(900),
  ]);
  expect(table.timeToReady(A)).toBe(40);
  const unchanged = tableOf([starting, {status: 'done', elapsedMs: 5, unchanged: 'sources unchanged'}]);
  expect(unchanged.table.timeToReady(A)).toBeUndefined();
});
