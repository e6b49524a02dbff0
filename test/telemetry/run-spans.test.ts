import {expect, test} from 'vitest';
import type {RunEventBody} from '../../src/vocabulary/event.ts';
import type {TaskFailure} from '../../src/vocabulary/failure.ts';
import type {TaskName} from '../../src/vocabulary/ids.ts';
import {ended, named, planned, spansOf, START_MS} from './rig.ts';

const db = 'db' as TaskName;
const web = 'web' as TaskName;
const begin = (task: TaskName, attempt = 1): RunEventBody => ({
  ...{type: 'task-started', task, attempt, cause: attempt === 1 ? 'needs-met' : 'retry'},
});
const done = (task: TaskName): RunEventBody => ({type: 'task-done', task, outputs: {}, elapsedMs: 10});
const exited = (task: TaskName): TaskFailure => ({
  ...{reason: 'exited', task, during: 'starting', terminal: false, exit: {code: 3}, lastLines: []},
});

test('a run is a span with its tasks as children, which have links to their needs', () => {
  const spans = spansOf(
    [planned('db'), planned('web', 'db')],
    [begin(db), done(db), begin(web), done(web), ended],
  );
  const root = named(spans, 'RUN shop');
  expect(root).toMatchObject({kind: 'server', startMs: START_MS, endMs: START_MS + 50});
  expect(root.parentSpanId).toBeUndefined();
  expect(root.attributes).toMatchObject({
    ...{'cicd.pipeline.name': 'shop', 'cicd.pipeline.run.id': '20261128-180553-abcd'},
    ...{'cicd.pipeline.result': 'success', 'bottle.exit_code': 0},
  });
  const [first, second] = [named(spans, 'db'), named(spans, 'web')];
  expect(first).toMatchObject({kind: 'internal', parentSpanId: root.spanId, startMs: START_MS + 10});
  expect(first.endMs).toBe(START_MS + 20);
  expect(first.attributes).toMatchObject({
    ...{'cicd.pipeline.task.name': 'db', 'cicd.pipeline.task.run.result': 'success'},
    'cicd.pipeline.task.run.id': '20261128-180553-abcd/db/1',
  });
  expect(first.error).toBeUndefined();
  expect(second.links).toEqual([
    {spanId: first.spanId, attributes: {'bottle.need.condition': 'ready', 'bottle.need.origin': 'needs'}},
  ]);
});

test('each attempt is a span, and a failed one has its failure', () => {
  const spans = spansOf(
    [planned('db')],
    [
      begin(db),
      {type: 'task-retried', task: db, attempt: 2, attempts: 2, failure: exited(db)},
      begin(db, 2),
      {type: 'task-failed', task: db, failure: exited(db), elapsedMs: 5, allowed: false},
      {...ended, reason: 'failed', exitCode: 1, failures: 1},
    ],
  );
  const [first, second] = spans.filter(({name}) => name === 'db');
  expect(first).toMatchObject({error: 'text of exited'});
  expect(first?.attributes).toMatchObject({
    ...{'cicd.pipeline.task.run.result': 'failure', 'error.type': 'exited', 'process.exit.code': 3},
    'bottle.task.attempt': 1,
  });
  expect(second?.attributes).toMatchObject({'bottle.task.attempt': 2, 'bottle.task.cause': 'retry'});
  expect(named(spans, 'RUN shop')).toMatchObject({error: 'ended with exit code 1'});
  expect(named(spans, 'RUN shop').attributes).toMatchObject({
    ...{'cicd.pipeline.result': 'failure', 'error.type': 'failed'},
  });
});

test("probe attempts are events of the attempt's span; of equal results, only the first", () => {
  const attempted = (attempt: number, lastSeen: string): RunEventBody => ({
    ...{type: 'probe-attempted', task: web, probe: 'port 80', attempt, elapsedMs: 1, timeoutMs: 30, lastSeen},
  });
  const spans = spansOf(
    [planned('web')],
    [
      begin(web),
      {type: 'probe-started', task: web, probe: 'port 80', url: 'tcp://127.0.0.1:80', timeoutMs: 30},
      ...[attempted(1, 'connection refused'), attempted(2, 'connection refused'), attempted(3, 'reset')],
      {type: 'probe-passed', task: web, probe: 'port 80', attempts: 4, elapsedMs: 9},
      {type: 'task-ready', task: web, outputs: {}, elapsedMs: 60},
      ended,
    ],
  );
  expect(named(spans, 'web').events.map(({name, attributes}) => [name, Object.values(attributes)])).toEqual([
    ['bottle.probe_started', ['port 80', 'tcp://127.0.0.1:80']],
    ['bottle.probe_attempted', ['port 80', 1, 'connection refused']],
    ['bottle.probe_attempted', ['port 80', 3, 'reset']],
    ['bottle.probe_passed', ['port 80', 4]],
  ]);
});

test('a service has spans for its start, its time up, and its stop', () => {
  const spans = spansOf(
    [planned('web')],
    [
      begin(web),
      {type: 'task-ready', task: web, outputs: {}, elapsedMs: 10},
      {type: 'run-interrupted', signal: 'SIGINT'},
      {type: 'teardown-started', tasks: [web], because: 'interrupted'},
      {type: 'task-stopping', task: web, cause: 'teardown'},
      {type: 'task-stopped', task: web, cause: 'teardown', elapsedMs: 10},
      {...ended, reason: 'interrupted', exitCode: 130},
    ],
  );
  const [start, up, stop] = [named(spans, 'web'), named(spans, 'web up'), named(spans, 'web stop')];
  expect([start.endMs, up.startMs]).toEqual([START_MS + 20, START_MS + 20]);
  expect(up).toMatchObject({parentSpanId: start.spanId, endMs: START_MS + 50});
  expect(stop).toMatchObject({parentSpanId: named(spans, 'teardown').spanId, endMs: START_MS + 60});
  expect(named(spans, 'RUN shop').attributes).toMatchObject({'cicd.pipeline.result': 'cancellation'});
});

test.each<{end: RunEventBody; error: string | undefined}>([
  {end: {type: 'service-ended', task: web, exit: {code: 0}, then: 'ignored'}, error: undefined},
  {
    end: {type: 'service-ended', task: web, exit: {signal: 'SIGKILL'}, then: 'restarted'},
    error: 'killed by SIGKILL',
  },
  {
    end: {type: 'service-ended', task: web, exit: {code: 1}, then: 'failed', failure: exited(web)},
    error: 'text of exited',
  },
])('the exit of a service ends its span: $error', ({end, error}) => {
  const ready: RunEventBody = {type: 'task-ready', task: web, outputs: {}, elapsedMs: 10};
  const up = named(spansOf([planned('web')], [begin(web), ready, end, ended]), 'web up');
  expect([up.endMs, up.error]).toEqual([START_MS + 30, error]);
});

test.each<{event: RunEventBody; result: string}>([
  {event: {type: 'task-skipped', task: web, because: 'its condition is false'}, result: 'skip'},
  {event: {type: 'task-cancelled', task: web, because: 'db failed'}, result: 'cancellation'},
])('a task that never starts has a span without duration: $result', ({event, result}) => {
  const span = named(spansOf([planned('web')], [event, ended]), 'web');
  expect(span.attributes['cicd.pipeline.task.run.result']).toBe(result);
  expect(span.endMs).toBe(span.startMs);
});

test('a bug ends all open spans, and the span of the run has the reason', () => {
  const spans = spansOf([planned('db')], [begin(db)]);
  expect(named(spans, 'db').attributes['cicd.pipeline.task.run.result']).toBe('cancellation');
  expect(named(spans, 'RUN shop').error).toContain('internal error');
});

test('an incoming context is the parent of the run, and spans have a limited number of events', () => {
  const parent = {traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), isSampled: true};
  const warnings = Array.from({length: 5}, (_, at): RunEventBody => ({type: 'run-warned', warning: `${at}`}));
  const limits = {events: 2, links: 1, valueLength: Infinity};
  const tasks = [planned('a'), planned('b'), planned('c', 'a', 'b')];
  const starts = tasks.map(({task}) => begin(task));
  const spans = spansOf(tasks, [...warnings, ...starts, ended], {parent, limits});
  expect(named(spans, 'RUN shop')).toMatchObject({
    ...{parentSpanId: parent.spanId, isRemoteParent: true, droppedEvents: 3},
    events: [{name: 'bottle.run_warned'}, {name: 'bottle.run_warned'}],
  });
  expect(named(spans, 'c')).toMatchObject({droppedLinks: 1, isRemoteParent: false});
});
