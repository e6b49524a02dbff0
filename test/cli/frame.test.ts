import stringWidth from 'string-width';
import {expect, test} from 'vitest';
import {frame} from '../../src/cli/views/run/frame.ts';
import {type FrameScreen} from '../../src/cli/views/run/frame-screen.ts';
import {emptyStatus, fold, type RunStatus} from '../../src/history/run-status.ts';
import type {RunEventBody} from '../../src/vocabulary/event.ts';
import type {RunId, TaskName} from '../../src/vocabulary/ids.ts';

const name = (text: string) => text as TaskName;

function runOf(
  tasks: Readonly<Record<string, readonly string[]>>,
  events: readonly [number, RunEventBody][],
): RunStatus {
  const planned = Object.entries(tasks).map(([task, needs]) => ({
    ...{task: name(task), kind: 'serve'},
    needs: needs.map(need => ({
      ...{task: name(need), condition: 'ready' as const, origin: 'needs' as const, text: 'needs'},
    })),
  }));
  const start = {
    type: 'run-started',
    version: 2,
    run: 'r' as RunId,
    ...{name: 'shop', runName: 'shop', file: '/f', startedAt: '2026-11-28T18:05:53.000Z', pid: 1},
    ...{detached: false, jobs: 64, bottle: '0.1.0'},
    tasks: planned,
  } as const;
  const all = [[0, start] as const, ...events];
  return all.reduce<RunStatus>((status, [at, event]) => fold(status, {at, ...event}), emptyStatus);
}

function screenOf(rows: number, columns: number, atMs: number): FrameScreen {
  return {rows, columns, atMs, color: false, unicode: true};
}

const started = (task: string): RunEventBody => ({
  type: 'task-started',
  task: name(task),
  attempt: 1,
  cause: 'needs-met',
});
const ready = (task: string, outputs: Readonly<Record<string, string>> = {}): RunEventBody => ({
  ...{type: 'task-ready', task: name(task), outputs, elapsedMs: 1},
});
const failed = (task: string): RunEventBody => ({
  ...{type: 'task-failed', task: name(task), elapsedMs: 3_000, allowed: false},
  failure: {
    ...{reason: 'exited', task: name(task), during: 'starting', exit: {code: 1}},
    ...{terminal: false, lastLines: [], log: '/l'},
  },
});
const waiting = (task: string, probe: string): RunEventBody => ({
  ...{type: 'probe-started', task: name(task), probe, timeoutMs: 30_000},
  url: probe.replace('port ', 'tcp://localhost:'),
});
const seen = (task: string, probe: string, lastSeen: string): RunEventBody => ({
  ...{
    type: 'probe-attempted',
    task: name(task),
    probe,
    attempt: 1,
    elapsedMs: 1,
    timeoutMs: 30_000,
    lastSeen,
  },
});
const printed = (task: string, line: string): RunEventBody => ({
  ...{type: 'task-output', task: name(task), stream: 'stdout', line},
});

const SHOP = {db: [], web: ['db'], build: [], lint: [], test: ['web', 'build']};

const STARTING = runOf(SHOP, [
  [0, started('db')],
  [100, started('build')],
  [200, started('lint')],
  [1_000, ready('db')],
  [1_000, started('web')],
  [1_000, waiting('web', 'port 3000')],
  [1_100, seen('web', 'port 3000', 'connection refused')],
  [1_500, printed('build', '\u001b[2J\u001b[32mcompiling\u001b[0m\ta')],
  [1_600, printed('build', '')],
  [3_200, failed('lint')],
]);

test.each<[rows: number, columns: number, expected: readonly string[]]>([
  [
    60,
    200,
    [
      'shop  1/5 ready · 1 failed · 2 starting · 1 waiting · 9 s   Ctrl-C to stop',
      '✖ lint   failed after 3 s: task `lint` exited with code 1',
      '⠋ build  8 s     | compiling    a',
      '⠋ web    8 s     waiting for port 3000 (8 s of 30 s): connection refused',
      '· test   needs web, build',
    ],
  ],
  [
    10,
    40,
    [
      'shop  1/5 ready · 1 failed · 2 starting…',
      '✖ lint   failed after 3 s: task `lint` …',
      '⠋ build  8 s     | compiling    a',
      '⠋ web    8 s     waiting for port 3000 …',
      '· test   needs web, build',
    ],
  ],
  [
    5,
    40,
    [
      'shop  1/5 ready · 1 failed · 2 starting…',
      '✖ lint   failed after 3 s: task `lint` …',
      '⠋ build  8 s     | compiling    a',
      '⠋ web    8 s     waiting for port 3000 …',
    ],
  ],
  [
    4,
    40,
    ['shop  1/5 ready · 1 failed · 2 starting…', '✖ lint  failed after 3 s: task `lint` e…', '  … 2 more'],
  ],
  [2, 40, ['shop  1/5 ready · 1 failed · 2 starting…']],
  [1, 10, ['shop  1/5…']],
])('shows a starting run in %i rows of %i columns', (rows, columns, expected) => {
  expect(frame(STARTING, screenOf(rows, columns, 9_000))).toEqual(expected);
});

test('shows service addresses and no clock once the run is ready', () => {
  const state = runOf(SHOP, [
    [0, started('db')],
    [0, waiting('db', 'port 5432')],
    [1, {type: 'probe-passed', task: name('db'), probe: 'port 5432', attempts: 1, elapsedMs: 1}],
    [2, ready('db', {pid: '17'})],
    [
      2,
      ready('web', {
        id: '4f1e',
        'ports.80': '127.0.0.1:32768',
        'ports.80.host': '127.0.0.1',
        ip: '172.17.0.2',
      }),
    ],
    [3, ready('build')],
    [3, {type: 'task-skipped', task: name('lint'), because: 'x'}],
    [4, ready('test', {'log.url': 'http://127.0.0.1:4173/', pid: '18'})],
    [5, {type: 'run-ready', elapsedMs: 5, running: []}],
  ]);
  expect(frame(state, screenOf(24, 80, 9_000))).toEqual([
    'shop  4/5 ready · 1 skipped   Ctrl-C to stop',
    '✔ db    port 5432',
    '✔ web   ports.80 127.0.0.1:32768  ip 172.17.0.2',
    '✔ test  log.url http://127.0.0.1:4173/',
  ]);
});

test('shows leftovers first, then the tasks that are still stopping, during the teardown', () => {
  const state = runOf({a: [], b: [], c: [], d: []}, [
    [0, started('a')],
    [1_000, {type: 'teardown-started', tasks: ['a', 'b', 'c'].map(name), because: 'interrupted'}],
    [1_000, {type: 'task-stopping', task: name('b'), cause: 'teardown'}],
    [1_000, {type: 'task-stopping', task: name('c'), cause: 'teardown'}],
    [1_500, {type: 'task-stopped', task: name('c'), cause: 'teardown', elapsedMs: 500}],
    [1_600, {type: 'task-stop-progressed', task: name('b'), doing: 'waiting for process group 9 to end'}],
    [
      1_700,
      {
        type: 'task-left-behind',
        task: name('a'),
        leftovers: [{what: 'process 9', why: 'it still runs', command: 'kill -9 9'}],
      },
    ],
  ]);
  expect(frame(state, screenOf(24, 90, 5_000))).toEqual([
    'shop  2/3 stopped · 1 failed · 1 stopping · 4 s   Ctrl-C again to skip grace periods',
    '✖ a  left behind process 9: it still runs; remove it with `kill -9 9`',
    '⠋ b  4 s     waiting for process group 9 to end',
  ]);
});

test('counts two columns for a wide character', () => {
  const state = runOf({a: []}, [
    [0, started('a')],
    [0, printed('a', '日本語日本語日本語日本語')],
  ]);
  expect(frame(state, screenOf(10, 30, 0))[1]).toBe('⠋ a  0 s     | 日本語日本語日…');
});

test('draws a frame of 300 tasks at 200x50 within 5 ms', () => {
  const tasks = Object.fromEntries(Array.from({length: 300}, (_, at) => [`task-${at}`, [] as string[]]));
  const names = Object.keys(tasks);
  const state = runOf(tasks, [
    ...names.map((task): [number, RunEventBody] => [0, started(task)]),
    ...names.map((task): [number, RunEventBody] => [
      0,
      printed(task, '日本語 \u001b[32m✓\u001b[0m '.repeat(50)),
    ]),
  ]);
  const times = Array.from({length: 50}, (_, at) => {
    const startedAt = performance.now();
    expect(frame(state, screenOf(50, 200, at * 100))).toHaveLength(49);
    return performance.now() - startedAt;
  });
  // The fastest run counts, because a busy machine slows down some of them.
  expect(Math.min(...times)).toBeLessThan(5);
});

test.each('·…✔✖⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏⣿'.split(''))('the mark %s takes one column', mark => {
  expect(stringWidth(mark)).toBe(1);
});
