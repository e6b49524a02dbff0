import {describe, expect, test} from 'vitest';
import {emptyStatus, fold, taskOf, type RunStatus} from '../../src/history/run-status.ts';
import {runOutcome, tasksOutcome} from '../../src/runs/run-outcome.ts';
import {runState} from '../../src/runs/run-state.ts';
import type {EventOf, RunEventBody} from '../../src/vocabulary/event.ts';
import type {TaskFailure} from '../../src/vocabulary/failure.ts';
import type {RunId, TaskName} from '../../src/vocabulary/ids.ts';

const [web, db] = ['web', 'db'] as [TaskName, TaskName];

const started: RunEventBody = {
  ...{type: 'run-started', version: 2, run: '20261128-180553-abcd' as RunId, name: 'shop'},
  ...{runName: 'shop', file: '/f/bottle.yaml', startedAt: new Date().toISOString(), pid: 1},
  ...{detached: false, jobs: 64, bottle: '0.1.0'},
  tasks: [web, db].map(task => ({task, kind: 'serve', needs: []})),
};

function statusAfter(...events: readonly RunEventBody[]): RunStatus {
  return [started, ...events].map(event => ({at: 0, ...event})).reduce(fold, emptyStatus);
}

const begin = (task: TaskName): RunEventBody => ({
  type: 'task-started',
  task,
  attempt: 1,
  cause: 'needs-met',
});
const ready = (task: TaskName): RunEventBody => ({type: 'task-ready', task, outputs: {}, elapsedMs: 1});
const isUp: RunEventBody = {type: 'run-ready', elapsedMs: 1, running: [web, db]};
const failure = {
  ...{reason: 'exited', task: web, command: 'x', exit: {code: 3, signal: null}, during: 'starting'},
  ...{lastLines: [], ownLines: []},
} as unknown as TaskFailure;
const failed: RunEventBody = {type: 'task-failed', task: web, failure, elapsedMs: 1, allowed: false};
const failedAgain: RunEventBody = {...failed, allowed: true};
const stopping: RunEventBody = {type: 'teardown-started', tasks: [], because: 'failed'};
const ended = (exitCode: number, leftovers = 0): EventOf<'run-ended'> => ({
  ...{at: 1, type: 'run-ended', reason: 'failed', failures: 1, leftovers, exits: {}, exitCode},
});
const allReady = [begin(web), begin(db), ready(web), ready(db), isUp];

describe('a run that', () => {
  test.each([
    ['has not begun', [], undefined, 'starting'],
    ['is starting', [begin(web), begin(db), ready(web)], undefined, 'starting'],
    ['is ready', allReady, {outcome: 'ready', exitCode: 0}, 'ready'],
    ['was ready and restarts a task', [...allReady, begin(db)], undefined, 'starting'],
    [
      'failed to restart a task',
      [...allReady, begin(web), failedAgain],
      {outcome: 'failed', exitCode: 1},
      'failed',
    ],
    [
      'has started a task after a failed restart',
      [...allReady, failedAgain, ready(web), isUp],
      {outcome: 'ready', exitCode: 0},
      'ready',
    ],
    ['has a failure while other tasks are starting', [begin(web), begin(db), failed], undefined, 'failed'],
    ['has a failure while other tasks are up', [begin(db), failed, ready(db)], undefined, 'failed'],
    ['is stopping', [...allReady, stopping], undefined, 'stopping'],
    ['has ended', [...allReady, stopping, ended(143)], {outcome: 'ended', exitCode: 143}, 'stopping'],
  ] as const)('%s has this outcome', (_, events, outcome, state) => {
    const status = statusAfter(...events);
    expect(runOutcome(status)).toEqual(outcome);
    expect(runState('alive', status)).toBe(state);
  });

  test('is dead has the outcome `dead`, whatever its events', () => {
    expect(runState('dead', statusAfter(...allReady))).toBe('dead');
  });

  test('has ended has the outcome `failed` after a failure or with leftovers', () => {
    expect(runState('ended', statusAfter(...allReady, ended(0)))).toBe('ended');
    expect(runState('ended', statusAfter(...allReady, ended(3, 1)))).toBe('failed');
    expect(runState('ended', statusAfter(failed, ended(1)))).toBe('failed');
  });
});

describe('the outcome of tasks', () => {
  const outcomeOf = (names: readonly TaskName[], ...events: readonly RunEventBody[]) => {
    const status = statusAfter(...events);
    return tasksOutcome(
      names.flatMap(name => taskOf(status, name) ?? []),
      status,
    );
  };

  test.each([
    ['if one is ready', [web], [begin(web), ready(web)], {outcome: 'ready', exitCode: 0}],
    ['if another one is starting', [web, db], [begin(web), ready(web), begin(db)], undefined],
    [
      'if one has failed, with the exit code of its command',
      [web, db],
      [failed, ready(db)],
      {outcome: 'ended', exitCode: 3},
    ],
    [
      'if one has succeeded',
      [db],
      [{type: 'task-done', task: db, outputs: {}, elapsedMs: 1}],
      {outcome: 'ended', exitCode: 0},
    ],
    [
      'if one is skipped',
      [db],
      [{type: 'task-skipped', task: db, because: 'x'}],
      {outcome: 'ended', exitCode: 0},
    ],
    [
      'if one is cancelled',
      [db],
      [{type: 'task-cancelled', task: db, because: 'x'}],
      {outcome: 'ended', exitCode: 1},
    ],
    [
      'if the run has ended before it was ready',
      [db],
      [begin(db), ended(1)],
      {outcome: 'ended', exitCode: 1},
    ],
  ] as const)('is known %s', (_, names, events, outcome) => {
    expect(outcomeOf(names, ...events)).toEqual(outcome);
  });
});
