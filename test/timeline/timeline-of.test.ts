import {describe, expect, test} from 'vitest';
import type {RunEvent} from '../../src/vocabulary/event.ts';
import {emptyRecording, foldTimeline} from '../../src/timeline/recording.ts';
import {timelineAt, timelineOf} from '../../src/timeline/timeline-of.ts';
import type {TaskTimeline, Timeline} from '../../src/timeline/timeline.ts';
import {event, planned, runStarted} from './made-run.ts';

describe('the phases of a task', () => {
  test('of a oneshot: waiting, starting, running', () => {
    const timeline = made([
      runStarted({job: {}}),
      event(5, 'task-started', 'job'),
      event(9, 'task-running', 'job'),
      event(50, 'task-done', 'job'),
      event(51, 'run-ready'),
    ]);
    expect(phasesOf(timeline, 'job')).toEqual(['needs 0-5', 'starting 5-9', 'running 9-50']);
    expect(taskOf(timeline, 'job')).toMatchObject({
      outcome: 'done',
      readyAtMs: 50,
      isCritical: true,
      slackMs: 0,
    });
    expect(timeline).toMatchObject({phase: 'ready', readyAtMs: 51, endMs: 51});
  });

  test('of a service: probing, up, stopping', () => {
    const timeline = made([
      runStarted({web: {}}),
      event(5, 'task-started', 'web'),
      event(9, 'task-probing', 'web'),
      event(20, 'task-ready', 'web'),
      event(21, 'run-ready'),
      event(100, 'teardown-started'),
      event(101, 'task-stopping', 'web'),
      event(120, 'task-stopped', 'web'),
      event(121, 'run-ended'),
    ]);
    expect(phasesOf(timeline, 'web')).toEqual([
      ...['needs 0-5', 'starting 5-9', 'probing 9-20', 'up 20-101', 'stopping 101-120'],
    ]);
    expect(taskOf(timeline, 'web')).toMatchObject({outcome: 'ready', readyAtMs: 20});
    expect(timeline).toMatchObject({phase: 'ended', readyAtMs: 21, stoppingAtMs: 100, endMs: 121});
  });

  test('include waiting for a slot and for orphans', () => {
    const timeline = made([
      runStarted({a: {}, b: {needs: ['a']}}, {jobs: 1}),
      event(1, 'task-waiting', 'a', {for: 'orphans'}),
      event(3, 'task-started', 'a'),
      event(10, 'task-done', 'a'),
      event(10, 'task-waiting', 'b', {for: 'slot'}),
      event(12, 'task-started', 'b'),
    ]);
    expect(phasesOf(timeline, 'a')).toEqual(['needs 0-1', 'orphans 1-3', 'starting 3-10']);
    expect(phasesOf(timeline, 'b')).toEqual(['needs 0-10', 'slot 10-12', 'starting 12-']);
  });

  test('include each retry with its number', () => {
    const timeline = made([
      runStarted({job: {}}),
      event(1, 'task-started', 'job'),
      event(2, 'task-running', 'job'),
      event(5, 'task-retried', 'job', {attempt: 2, failure: {}}),
      event(6, 'task-stopping', 'job', {cause: 'retry'}),
      event(7, 'task-stopped', 'job', {cause: 'retry'}),
      event(20, 'task-waiting', 'job', {for: 'slot'}),
      event(20, 'task-started', 'job', {attempt: 2, cause: 'retry'}),
      event(30, 'task-done', 'job'),
    ]);
    expect(phasesOf(timeline, 'job')).toEqual([
      ...['needs 0-1', 'starting 1-2', 'running 2-5', 'restarting 5-6', 'stopping 6-7', 'restarting 7-20'],
      ...['slot 20-20', 'starting 20-30'],
    ]);
    expect(taskOf(timeline, 'job').phases.map(({attempt}) => attempt)).toEqual([0, 1, 1, 1, 1, 1, 1, 2]);
  });

  test('of a service that exits: restarted, ignored or failed', () => {
    const until = (then: string): Timeline =>
      made([
        runStarted({web: {}}),
        event(1, 'task-started', 'web'),
        event(2, 'task-ready', 'web'),
        event(3, 'run-ready'),
        event(9, 'service-ended', 'web', {exit: {code: 1}, then}),
      ]);
    expect(phasesOf(until('restarted'), 'web')).toEqual([
      'needs 0-1',
      'starting 1-2',
      'up 2-9',
      'restarting 9-',
    ]);
    expect(phasesOf(until('ignored'), 'web')).toEqual(['needs 0-1', 'starting 1-2', 'up 2-9']);
    expect(
      ['restarted', 'ignored', 'failed', 'allowed'].map(then => taskOf(until(then), 'web').outcome),
    ).toEqual([...['ready', 'exited', 'failed', 'failed']]);
  });

  test('of an unhealthy service: stopped, and started again unless its exit is ignored', () => {
    const until = (then: string): Timeline =>
      made([
        runStarted({web: {}}),
        event(1, 'task-started', 'web'),
        event(2, 'task-ready', 'web'),
        event(9, 'service-ended', 'web', {exit: {because: 'it was unhealthy'}, then}),
        event(10, 'task-stopping', 'web', {cause: 'unhealthy'}),
        event(12, 'task-stopped', 'web', {cause: 'unhealthy'}),
      ]);
    expect(phasesOf(until('restarted'), 'web').slice(3)).toEqual([
      'restarting 9-10',
      'stopping 10-12',
      'restarting 12-',
    ]);
    expect(phasesOf(until('ignored'), 'web').slice(3)).toEqual(['stopping 10-12']);
  });

  test('of a task restarted on request include the time in which it was stopped', () => {
    const timeline = made([
      runStarted({web: {}}),
      event(1, 'task-started', 'web'),
      event(2, 'task-ready', 'web'),
      event(3, 'run-ready'),
      event(10, 'task-stopping', 'web', {cause: 'requested'}),
      event(12, 'task-stopped', 'web', {cause: 'requested'}),
      event(15, 'task-waiting', 'web', {for: 'needs'}),
      event(16, 'task-started', 'web', {attempt: 2, cause: 'requested'}),
      event(19, 'task-ready', 'web'),
      event(20, 'run-ready'),
    ]);
    expect(phasesOf(timeline, 'web').slice(2)).toEqual([
      ...['up 2-10', 'stopping 10-12', 'needs 15-16', 'starting 16-19', 'up 19-'],
    ]);
    // Only the first readiness counts, because later ones were requested.
    expect(timeline.readyAtMs).toBe(3);
    expect(taskOf(timeline, 'web').readyAtMs).toBe(2);
  });

  test('of skipped, cancelled and never started tasks', () => {
    const timeline = made([
      runStarted({a: {}, b: {}, c: {needs: ['b']}}),
      event(1, 'task-skipped', 'a', {because: 'its `if` is false'}),
      event(8, 'task-failed', 'b'),
      event(9, 'task-cancelled', 'c', {because: 'it needs `b`, which failed'}),
    ]);
    expect(timeline.tasks.map(({outcome}) => outcome)).toEqual(['skipped', 'failed', 'cancelled']);
    expect(phasesOf(timeline, 'c')).toEqual(['needs 0-9']);
  });

  test('of a task that joined later', () => {
    const timeline = made([
      runStarted({a: {}}),
      event(1, 'task-started', 'a'),
      event(2, 'task-done', 'a'),
      event(3, 'run-ready'),
      event(10, 'tasks-joined', undefined, {tasks: planned({b: {needs: ['a']}, a: {}})}),
      event(11, 'task-waiting', 'b', {for: 'needs'}),
      event(12, 'task-started', 'b', {cause: 'requested'}),
    ]);
    expect(timeline.tasks.map(({task}) => task)).toEqual(['a', 'b']);
    expect(phasesOf(timeline, 'b')).toEqual(['needs 11-12', 'starting 12-']);
    expect(timeline.criticalPath).toEqual(['a']);
  });
});

describe('a run that has not ended', () => {
  const events = [
    runStarted({a: {}, b: {needs: ['a']}}),
    event(1, 'task-started', 'a'),
    event(5, 'task-done', 'a'),
    event(6, 'task-started', 'b'),
  ];

  test('lasts until now, or until its last event', () => {
    expect(made(events)).toMatchObject({phase: 'starting', endMs: 6});
    expect(timelineOf(events, 100)).toMatchObject({phase: 'starting', endMs: 100});
    expect(timelineOf(events, 2)).toMatchObject({endMs: 6});
  });

  test('has a critical path so far, without slack', () => {
    const timeline = timelineOf(events, 100) as Timeline;
    expect(timeline.steps).toEqual([
      {task: 'a', fromMs: 0, toMs: 5, after: {what: 'start'}},
      {task: 'b', fromMs: 5, toMs: 100, after: {what: 'need', task: 'a'}},
    ]);
    expect(taskOf(timeline, 'a').slackMs).toBeUndefined();
  });

  test('has no timeline before its first event', () => {
    expect(timelineOf([])).toBeUndefined();
    expect(timelineAt(emptyRecording)).toBeUndefined();
  });
});

test('a dead run ends with its last event, even if it was recovered by a clock that is behind', () => {
  const events = [runStarted({a: {}}), event(1, 'task-started', 'a'), event(50, 'task-running', 'a')];
  expect(phasesOf(made(events), 'a')).toEqual(['needs 0-1', 'starting 1-50', 'running 50-']);
  const recovered = made([...events, event(20, 'run-ended', undefined, {reason: 'died'})]);
  expect(recovered).toMatchObject({phase: 'ended', endMs: 50, criticalPath: ['a']});
  expect(phasesOf(recovered, 'a')).toEqual(['needs 0-1', 'starting 1-50', 'running 50-50']);
});

test('duplicate events in a log count once', () => {
  const events = [
    runStarted({a: {}, b: {}}),
    event(1, 'task-started', 'a'),
    event(2, 'task-started', 'b'),
    event(3, 'task-done', 'a'),
    event(4, 'task-done', 'b'),
    event(5, 'run-ready'),
  ];
  expect(made([...events.slice(0, 4), ...events])).toEqual(made(events));
});

test('the incremental form gives the same result, and computes the critical path once', () => {
  const events = [
    runStarted({a: {}}),
    event(1, 'task-started', 'a'),
    event(3, 'task-done', 'a'),
    event(5, 'run-ready'),
  ];
  const recording = events.reduce(foldTimeline, emptyRecording);
  expect(timelineAt(recording)).toEqual(timelineOf(events));
  const later = foldTimeline(recording, event(9, 'teardown-started'));
  expect(timelineAt(later)?.steps).toBe(timelineAt(recording)?.steps);
});

function made(events: readonly RunEvent[]): Timeline {
  return timelineOf(events) as Timeline;
}

function taskOf({tasks}: Timeline, name: string): TaskTimeline {
  return tasks.find(({task}) => task === name) as TaskTimeline;
}

function phasesOf(timeline: Timeline, name: string): readonly string[] {
  return taskOf(timeline, name).phases.map(({what, fromMs, toMs = ''}) => `${what} ${fromMs}-${toMs}`);
}
