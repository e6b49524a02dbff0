import {describe, expect, test} from 'vitest';
import {timelineOf} from '../../src/timeline/timeline-of.ts';
import type {Timeline} from '../../src/timeline/timeline.ts';
import type {RunEvent} from '../../src/vocabulary/event.ts';
import {event, runStarted} from './made-run.ts';
import {longestChain, played, type PlayedTask} from './played-run.ts';
import {sleepingGraph} from './sleeping-graph.ts';

describe('the critical path of a random graph of 60 tasks', () => {
  // The seeds of graphs with a single longest chain.
  test.each([28, 33, 37, 42, 47, 50])('is its longest chain, with seed %i', seed => {
    const tasks = sleepingGraph({seed, tasks: 60, needs: 3, stepMs: 10});
    const {chain, ms, leadMs} = longestChain(tasks);
    expect(leadMs).toBeGreaterThan(0);

    const timeline = made(played(tasks));

    expect(timeline.criticalPath).toEqual(chain);
    expect(timeline.readyAtMs).toBe(ms);
  });

  test('gives each task a slack until another chain becomes the longest', () => {
    const tasks = sleepingGraph({seed: 28, tasks: 60, needs: 3, stepMs: 10});
    const {ms} = longestChain(tasks);
    const {tasks: timed} = made(played(tasks));
    for (const {task, slackMs = NaN, isCritical} of timed) {
      const {needs = [], ms: own = NaN} = tasks[task] ?? {};
      const slower = (more: number): number => longestChain({...tasks, [task]: {needs, ms: own + more}}).ms;
      expect(slower(slackMs)).toBe(ms);
      expect(slower(slackMs + 1)).toBe(ms + 1);
      expect(isCritical).toBe(slackMs === 0);
    }
  });

  test('gives the largest saving of all needs', () => {
    const tasks = sleepingGraph({seed: 47, tasks: 60, needs: 3, stepMs: 10});
    const {ms} = longestChain(tasks);
    const savings = Object.entries(tasks).flatMap(([task, {needs, ms: own}]) =>
      needs.map(need => ({
        ...{what: 'need', task, need},
        ms: ms - longestChain({...tasks, [task]: {needs: needs.filter(other => other !== need), ms: own}}).ms,
      })),
    );
    const best = savings.reduce((most, each) => (each.ms > most.ms ? each : most));
    const timeline = made(played(tasks));
    expect(timeline.saving?.ms).toBe(best.ms);
    expect(savings).toContainEqual(timeline.saving);
  });
});

describe('the critical path', () => {
  test('goes through the last need to be met, with the time spent on each task', () => {
    const timeline = made(
      played({
        ...{cache: {ms: 60}, db: {ms: 20}, migrate: {ms: 30, needs: ['cache', 'db']}},
        ...{web: {ms: 10, needs: ['migrate']}, docs: {ms: 50}},
      }),
    );
    expect(timeline.steps).toEqual([
      {task: 'cache', fromMs: 0, toMs: 60, after: {what: 'start'}},
      {task: 'migrate', fromMs: 60, toMs: 90, after: {what: 'need', task: 'cache'}},
      {task: 'web', fromMs: 90, toMs: 100, after: {what: 'need', task: 'migrate'}},
    ]);
    expect(slacksOf(timeline)).toEqual({cache: 0, db: 40, migrate: 0, web: 0, docs: 50});
  });

  test('includes only the start of a task that must have started', () => {
    const started = {task: 'db', condition: 'started'} as const;
    const timeline = made(played({db: {ms: 70, startingMs: 40}, web: {ms: 50, needs: [started]}}));
    expect(timeline.steps).toEqual([
      {task: 'db', fromMs: 0, toMs: 40, after: {what: 'start'}},
      {task: 'web', fromMs: 40, toMs: 90, after: {what: 'need', task: 'db'}},
    ]);
    expect(slacksOf(timeline)).toEqual({db: 0, web: 0});
  });

  test('includes a task that may fail until its end', () => {
    const timeline = made([
      runStarted({a: {}, b: {needs: [{task: 'a', condition: 'ended'}]}}),
      event(1, 'task-started', 'a'),
      event(20, 'task-failed', 'a', {allowed: true}),
      event(21, 'task-started', 'b'),
      event(30, 'task-done', 'b'),
      event(30, 'run-ready'),
    ]);
    expect(timeline.criticalPath).toEqual(['a', 'b']);
  });

  test('goes through the task that released the slot', () => {
    const timeline = made(twoSlots);
    expect(timeline.steps).toEqual([
      {task: 'a', fromMs: 0, toMs: 20, after: {what: 'start'}},
      {task: 'c', fromMs: 20, toMs: 50, after: {what: 'slot', task: 'a'}},
    ]);
    expect(slacksOf(timeline)).toEqual({a: 0, b: 20, c: 0});
  });

  test('ends at the removal of orphans that a task waited for', () => {
    const timeline = made([
      runStarted({a: {}, b: {needs: ['a']}}),
      event(0, 'task-started', 'a'),
      event(5, 'task-done', 'a'),
      event(5, 'task-waiting', 'b', {for: 'orphans'}),
      event(30, 'task-started', 'b'),
      event(40, 'task-done', 'b'),
      event(40, 'run-ready'),
    ]);
    expect(timeline.steps).toEqual([{task: 'b', fromMs: 30, toMs: 40, after: {what: 'orphans'}}]);
  });

  test('includes all attempts of a task', () => {
    const timeline = made([
      runStarted({a: {}, b: {}}),
      event(0, 'task-started', 'a'),
      event(0, 'task-started', 'b'),
      event(10, 'task-retried', 'a', {attempt: 2}),
      event(20, 'task-done', 'b'),
      event(20, 'task-waiting', 'a', {for: 'slot'}),
      event(20, 'task-started', 'a', {attempt: 2, cause: 'retry'}),
      event(30, 'task-done', 'a'),
      event(30, 'run-ready'),
    ]);
    expect(timeline.steps).toEqual([{task: 'a', fromMs: 0, toMs: 30, after: {what: 'start'}}]);
  });

  test('leads to the first failure that is not allowed in a failed run', () => {
    const timeline = made([
      runStarted({db: {}, web: {needs: ['db']}, extra: {}, slow: {}}),
      ...['db', 'extra', 'slow'].map(task => event(0, 'task-started', task)),
      event(5, 'task-failed', 'extra', {allowed: true}),
      event(20, 'task-ready', 'db'),
      event(20, 'task-started', 'web'),
      event(40, 'task-failed', 'web'),
      event(41, 'teardown-started', undefined, {because: 'failed'}),
      event(42, 'task-cancelled', 'slow'),
      event(60, 'run-ended'),
    ]);
    expect(timeline.criticalPath).toEqual(['db', 'web']);
    expect(timeline.steps.at(-1)).toMatchObject({fromMs: 20, toMs: 40});
    expect(timeline.saving).toBeUndefined();
  });

  test('leads to the exit of a service that failed before all tasks were ready', () => {
    const timeline = made([
      runStarted({db: {}, slow: {}}),
      ...['db', 'slow'].map(task => event(0, 'task-started', task)),
      event(5, 'task-ready', 'db'),
      event(40, 'service-ended', 'db', {exit: {code: 1}, then: 'failed', failure: {}}),
      event(41, 'teardown-started', undefined, {because: 'failed'}),
      event(42, 'task-cancelled', 'slow'),
    ]);
    expect(timeline.steps).toEqual([{task: 'db', fromMs: 0, toMs: 40, after: {what: 'start'}}]);
  });

  test('leads to the task that has been starting for the longest time in an interrupted run', () => {
    const timeline = made([
      runStarted({a: {}, b: {needs: ['a']}, c: {}}),
      event(0, 'task-started', 'a'),
      event(5, 'task-done', 'a'),
      event(5, 'task-started', 'b'),
      event(9, 'task-started', 'c'),
      event(50, 'teardown-started', undefined, {because: 'interrupted'}),
    ]);
    expect(timeline.criticalPath).toEqual(['a', 'b']);
  });

  test('leads to the `until` task if it ended before all tasks were ready', () => {
    const timeline = made([
      runStarted({test: {}, slow: {}}),
      event(0, 'task-started', 'slow'),
      event(1, 'task-started', 'test'),
      event(30, 'task-done', 'test'),
      event(31, 'teardown-started', undefined, {because: 'until'}),
    ]);
    expect(timeline.criticalPath).toEqual(['test']);
  });

  test('is empty for a run without started tasks', () => {
    expect(made([runStarted({a: {}})]).steps).toEqual([]);
  });
});

describe('the saving', () => {
  const tasks: Readonly<Record<string, PlayedTask>> = {
    ...{cache: {ms: 60}, db: {ms: 20}},
    migrate: {ms: 30, needs: ['cache', 'db']},
  };

  test('is the need whose removal makes all tasks ready earliest', () => {
    expect(made(played(tasks)).saving).toEqual({what: 'need', task: 'migrate', need: 'cache', ms: 30});
  });

  test('is never a need from a reference or a key, even with an additional `needs:`', () => {
    for (const origin of ['reference', 'key'] as const) {
      const needs = ['cache', {task: 'cache', origin}, 'db'];
      expect(made(played({...tasks, migrate: {ms: 30, needs}})).saving).toBeUndefined();
    }
  });

  test('is absent if it is less than a twentieth of the time to ready', () => {
    const almost = (ms: number) => made(played({a: {ms}, b: {ms: 100, needs: ['a']}})).saving?.ms;
    expect(almost(5)).toBeUndefined();
    expect(almost(6)).toBe(6);
  });

  test('is a number of slots if waiting for a slot took longer', () => {
    expect(made(twoSlots).saving).toEqual({what: 'jobs', jobs: 3, ms: 20});
  });
});

/** `c` waits for one of two slots. */
const twoSlots = [
  runStarted({a: {}, b: {}, c: {}}, {jobs: 2}),
  event(0, 'task-started', 'a'),
  event(0, 'task-started', 'b'),
  event(0, 'task-waiting', 'c', {for: 'slot'}),
  event(20, 'task-done', 'a'),
  event(20, 'task-started', 'c'),
  event(30, 'task-done', 'b'),
  event(50, 'task-done', 'c'),
  event(50, 'run-ready'),
];

function made(events: readonly RunEvent[]): Timeline {
  return timelineOf(events) as Timeline;
}

function slacksOf({tasks}: Timeline): Readonly<Record<string, number | undefined>> {
  return Object.fromEntries(tasks.map(({task, slackMs}) => [task, slackMs]));
}
