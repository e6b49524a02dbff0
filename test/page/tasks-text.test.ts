import {expect, test} from 'vitest';
import {tasksText} from '../../src/page/runs/tasks-text.ts';

const ended = '2026-11-28T18:05:53.123Z';

test.each([
  [{up: 2, total: 6, endedAt: null}, '2 of 6 up'],
  [{up: 2, total: 6, endedAt: ended}, '6 tasks'],
  [{up: 1, total: 1, endedAt: ended}, '1 task'],
])('summarizes the tasks of a run: %j', (run, text) => {
  expect(tasksText(run)).toBe(text);
});
