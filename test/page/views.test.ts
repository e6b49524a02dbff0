import {expect, test} from 'vitest';
import {visibleRows, scrollTo} from '../../src/page/log/visible-rows.ts';
import {wavesOf} from '../../src/page/graph/waves.ts';
import {dependentsOf} from '../../src/page/run/dependents.ts';
import {addressOf, parseRoute} from '../../src/page/shell/parse-route.ts';
import {summary} from '../../src/page/shell/announce.ts';
import {ticks} from '../../src/page/timeline/time-axis.tsx';
import {age} from '../../src/page/parts/times.ts';
import {downResult, requestResult} from '../../src/page/actions/result-text.ts';
import {emptyStatus, fold} from '../../src/history/run-status.ts';
import type {EventOf, PlannedTask} from '../../src/vocabulary/event.ts';

test('routes are parsed from their addresses', () => {
  const address = addressOf('a/b', 'logs', {task: 'the db', logsOf: ['x', 'y&z']});
  expect(parseRoute(address)).toEqual({
    ...{page: 'run', run: 'a/b', view: 'logs', task: 'the db', logsOf: ['x', 'y&z']},
  });
});

test.for(['', '#', '#/', '#/other/x'])('the address `%s` shows all runs', hash => {
  expect(parseRoute(hash)).toEqual({page: 'runs'});
});

test('an unknown view becomes the overview', () => {
  expect(parseRoute('#/run/r1/nothing')).toMatchObject({page: 'run', run: 'r1', view: 'overview'});
});

test('a task is in the wave after its last need', () => {
  const tasks = statusOf([planned('web', 'api', 'db'), planned('api', 'db'), planned('db')]).tasks;
  expect(Object.fromEntries(wavesOf(tasks))).toEqual({db: 0, api: 1, web: 2});
});

test('dependents include indirect ones, in file order', () => {
  const {tasks} = statusOf([planned('web', 'api'), planned('other'), planned('api', 'db'), planned('db')]);
  expect(dependentsOf(tasks, 'db').map(({task}) => task)).toEqual(['web', 'api']);
});

test('visible rows are drawn, with some around them', () => {
  expect(visibleRows(0, 100, 1_000)).toEqual({from: 0, to: 13});
  expect(visibleRows(2_000, 100, 1_000)).toEqual({from: 92, to: 113});
  expect(visibleRows(2_000, 100, 10)).toEqual({from: 10, to: 10});
});

test('a visible row needs no scrolling', () => {
  expect(scrollTo(3, 0, 200)).toBeUndefined();
  expect(scrollTo(100, 0, 200)).toBe(1_910);
});

test.for([
  [1_000, [0, 200, 400, 600, 800]],
  [90_000, [0, 30_000, 60_000]],
  [1, [0]],
] as const)('a time scale to %i ms has round values', ([toMs, expected]) => {
  expect(ticks(toMs)).toEqual(expected);
});

test.for([
  [400, '0 s'],
  [59_900, '59 s'],
  [125_000, '2 m 5 s'],
  [3 * 86_400_000, '3 days'],
] as const)('an age of %i ms is shown as `%s`', ([ms, text]) => {
  expect(age(ms)).toBe(text);
});

test('only the last of many announcements are read out', () => {
  expect(summary(['a', 'b'])).toBe('a; b');
  expect(summary(['a', 'b', 'c', 'd', 'e', 'f'])).toBe('2 more changes; c; d; e; f');
});

test('the result of a request names the failed task', () => {
  const about = {version: 1, run: 'r', name: 'n'} as const;
  const tasks = [
    {task: 'db', state: 'ready', failure: null},
    {task: 'web', state: 'failed', failure: 'task `web` exited with code 1'},
  ] as const;
  expect(requestResult({...about, succeeded: false, tasks})).toEqual({
    ...{isGood: false, lines: ['`web`: task `web` exited with code 1']},
  });
  expect(requestResult({...about, succeeded: true, tasks: [tasks[0]]})).toEqual({
    ...{isGood: true, lines: ['db ready']},
  });
});

test('leftovers of a teardown are shown with the command that removes them', () => {
  const leftovers = [{what: 'container c1', why: 'no engine', command: 'docker rm c1'}];
  const run = {run: 'r', name: 'n', outcome: 'stopped', leftovers, problem: null} as const;
  expect(downResult({version: 1, runs: [run]})).toEqual({
    isGood: false,
    lines: ['could not remove container c1: no engine; remove it with `docker rm c1`'],
  });
});

function statusOf(tasks: readonly PlannedTask[]): typeof emptyStatus {
  return fold(emptyStatus, {type: 'run-started', tasks, at: 0} as unknown as EventOf<'run-started'>);
}

function planned(task: string, ...needs: readonly string[]): PlannedTask {
  const edges = needs.map(need => ({task: need, condition: 'ready', origin: 'needs', text: 'needs'}));
  return {task, kind: 'run', needs: edges} as unknown as PlannedTask;
}
