import stringWidth from 'string-width';
import {expect, test, vi} from 'vitest';
import {frame} from '../../src/cli/views/run/frame.ts';
import {emptyStatus, fold, type RunStatus} from '../../src/history/run-status.ts';
import type {RunEventBody} from '../../src/vocabulary/event.ts';
import type {RunId, TaskName} from '../../src/vocabulary/ids.ts';

vi.mock('string-width', () => ({default: vi.fn(() => 1)}));

/** A run with tasks in several states. */
function runOf(names: readonly string[]): RunStatus {
  const tasks = names.map(name => ({task: name as TaskName, kind: 'serve', needs: []}));
  const [first, second, third] = tasks.map(({task}) => task);
  const start = {attempt: 1, cause: 'needs-met'} as const;
  const events = [
    {
      ...{type: 'run-started', version: 2, run: 'r' as RunId, name: 'shop', runName: 'shop', file: '/f'},
      ...{startedAt: '2026-11-28T18:05:53.000Z', pid: 1, detached: false, jobs: 64, bottle: '0.1.0', tasks},
    },
    ...[first, second, third].flatMap(task => (task ? [{type: 'task-started', task, ...start}] : [])),
    ...(first ? [{type: 'task-ready', task: first, outputs: {}, elapsedMs: 1}] : []),
    ...(second ? [{type: 'task-output', task: second, stream: 'stdout', line: 'a line'}] : []),
  ] as readonly RunEventBody[];
  return events.reduce<RunStatus>((status, event, at) => fold(status, {at, ...event}), emptyStatus);
}

const screen = {rows: 8, columns: 60, color: false, unicode: true};

test('frames of ASCII and own marks need no table of widths, whose package takes long to load', () => {
  const status = runOf(Array.from({length: 30}, (_, at) => `t${at}`));
  for (let at = 0; at < 20; at++)
    expect(frame(status, {...screen, atMs: 1_000 + 80 * at}).join('')).toMatch(/·.*[⠀-⣿]/);
  expect(stringWidth).not.toHaveBeenCalled();
  frame(runOf(['a', '海']), {...screen, atMs: 0});
  expect(stringWidth).toHaveBeenCalled();
});
