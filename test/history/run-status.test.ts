import {expect, test} from 'vitest';
import {emptyStatus, fold, taskOf, unmetNeeds, type RunStatus} from '../../src/history/run-status.ts';
import type {RunEventBody} from '../../src/vocabulary/event.ts';
import {name, startOf} from './history-rig.ts';

const web = name('web');
const db = name('db');

function after(...events: readonly RunEventBody[]): RunStatus {
  const all = [startOf('db', ['web', 'db']), ...events];
  return all.reduce<RunStatus>((status, event, at) => fold(status, {at, ...event}), emptyStatus);
}

const started = (task: 'web' | 'db', attempt = 1) =>
  ({type: 'task-started', task: name(task), attempt, cause: attempt > 1 ? 'restart' : 'needs-met'}) as const;
const ready = (task: 'web' | 'db') =>
  ({type: 'task-ready', task: name(task), outputs: {port: '1'}, elapsedMs: 1}) as const;
const failure = {reason: 'bad-output', task: web, detail: 'broke'} as const;

test('a task changes its state, with the probes of the attempt', () => {
  const probe = {type: 'probe-started', task: web, probe: 'port 1', url: 'tcp://h:1', timeoutMs: 5} as const;
  const before = after(started('db'), ready('db'), started('web'), {type: 'task-running', task: web}, probe);
  expect(taskOf(before, web)).toMatchObject({status: 'running', sinceMs: 3, attempt: 1, restarts: 0});
  expect(taskOf(before, web)?.probes).toEqual([
    {probe: 'port 1', url: 'tcp://h:1', sinceMs: 5, timeoutMs: 5, lastSeen: '', hasPassed: false},
  ]);
  const passed = {type: 'probe-passed', task: web, probe: 'port 1', attempts: 2, elapsedMs: 3} as const;
  const up = fold(fold(before, {at: 6, ...passed}), {at: 7, ...ready('web')});
  expect(taskOf(up, web)).toMatchObject({status: 'ready', readyAtMs: 7, outputs: {port: '1'}});
  expect(taskOf(up, web)?.probes).toMatchObject([{hasPassed: true}]);
  expect(taskOf(before, web)).toMatchObject({status: 'running'});
});

test('parts unaffected by an event are shared', () => {
  const before = after(started('db'));
  const next = fold(before, {at: 9, ...ready('db')});
  expect(taskOf(next, web)).toBe(taskOf(before, web));
  expect(next.indexOf).toBe(before.indexOf);
  expect(fold(before, {at: 9, type: 'run-warned', warning: 'x'}).tasks).toBe(before.tasks);
  expect(fold(before, {at: 9, type: 'of-a-newer-bottle'} as never).tasks).toBe(before.tasks);
});

test('a need is unmet while its task restarts', () => {
  const unmet = (status: RunStatus) =>
    status.tasks.filter(({task}) => task === web).flatMap(task => unmetNeeds(status, task));
  expect(unmet(after())).toEqual(['db']);
  const up = after(started('db'), ready('db'));
  expect(unmet(up)).toEqual([]);
  const exit = {type: 'service-ended', task: db, exit: {code: 1}, then: 'restarted'} as const;
  const down = fold(up, {at: 9, ...exit});
  expect(unmet(down)).toEqual(['db']);
  const stopping = {type: 'task-stopping', task: db, cause: 'restart'} as const;
  const stopped = {type: 'task-stopped', task: db, cause: 'restart', elapsedMs: 1} as const;
  const between = fold(fold(down, {at: 10, ...stopping}), {at: 11, ...stopped});
  expect(taskOf(between, db)).toMatchObject({status: 'restarting'});
  const again = fold(fold(between, {at: 12, ...started('db', 2)}), {at: 13, ...ready('db')});
  expect(taskOf(again, db)).toMatchObject({status: 'ready', attempt: 2, restarts: 1});
});

test.each([
  [{type: 'task-failed', task: web, failure, elapsedMs: 1, allowed: false}, 1, 'failed'],
  [{type: 'task-failed', task: web, failure, elapsedMs: 1, allowed: true}, 0, 'failed'],
  [{type: 'service-ended', task: web, exit: {code: 1}, then: 'failed', failure}, 1, 'failed'],
  [{type: 'service-ended', task: web, exit: {code: 1}, then: 'allowed', failure}, 0, 'failed'],
  [{type: 'service-ended', task: web, exit: {code: 1}, then: 'ignored'}, 0, 'exited'],
  [{type: 'task-cancelled', task: web, because: 'it needs `db`'}, 0, 'cancelled'],
] as const)('%j counts as %i failures and stays `%s` after its removal', (event, failures, status) => {
  const ended = after(started('web'), event);
  expect(ended.failures).toHaveLength(failures);
  expect(taskOf(ended, web)).toMatchObject({status});
  const cause = status === 'exited' ? 'teardown' : status;
  const gone = [
    {type: 'task-stopping', task: web, cause},
    {type: 'task-stopped', task: web, cause, elapsedMs: 1},
  ] as const;
  const removed = gone.reduce<RunStatus>((before, next) => fold(before, {at: 9, ...next}), ended);
  expect(taskOf(removed, web)).toMatchObject({
    status: status === 'exited' ? 'stopped' : status,
    isRemoved: true,
  });
  expect(removed.failures).toHaveLength(failures);
});

test('a task that was cancelled before the teardown is still cancelled after it, unless it was started again', () => {
  const cancelled = {type: 'task-cancelled', task: web, because: 'the run is stopping'} as const;
  const teardown = [
    {type: 'teardown-started', tasks: [web], because: 'failed'},
    {type: 'task-stopping', task: web, cause: 'teardown'},
    {type: 'task-stopped', task: web, cause: 'teardown', elapsedMs: 1},
  ] as const;
  expect(taskOf(after(started('web'), cancelled, ...teardown), web)?.status).toBe('cancelled');
  const again = after(started('web'), cancelled, started('web', 2), ready('web'), ...teardown);
  expect(taskOf(again, web)?.status).toBe('stopped');
});

test('a run is starting, ready, stopping and ended, in this order', () => {
  const events: readonly RunEventBody[] = [
    {type: 'run-ready', elapsedMs: 1, running: [web]},
    {type: 'teardown-started', tasks: [web], because: 'interrupted'},
    {
      type: 'task-left-behind',
      task: web,
      leftovers: [{what: 'process 9', why: 'it runs', command: 'kill 9'}],
    },
    {
      type: 'run-ended',
      reason: 'interrupted',
      signal: 'SIGINT',
      failures: 0,
      leftovers: 1,
      exits: {},
      exitCode: 0,
    },
  ];
  expect(events.map((_, count) => after(...events.slice(0, count)).phase)).toEqual([
    ...['starting', 'ready', 'stopping', 'stopping'],
  ]);
  const end = after(...events);
  expect(end).toMatchObject({phase: 'ended', phaseAtMs: 4, ended: {leftovers: 1}});
  expect(taskOf(end, web)).toMatchObject({isTornDown: true, leftovers: [{what: 'process 9'}]});
  expect(taskOf(end, db)).toMatchObject({isTornDown: false});
});
