import {expect, test} from 'vitest';
import {stateText} from '../../src/cli/views/runs/cells.ts';
import {runTable} from '../../src/cli/views/runs/table.ts';
import type {ListedRun, ListedTask} from '../../src/schema/run-list.ts';

const task: ListedTask = {
  ...{task: 'web', kind: 'serve', state: 'ready', urls: [], address: null, pid: null, container: null},
  ...{machine: null, restarts: 0, cpuPercent: null, memoryBytes: null, failure: null},
};

const run: ListedRun = {
  ...{run: '20261128-180553-abcd', name: 'shop', file: '/work/shop/bottle.yaml', state: 'ready', up: 1},
  ...{stopped: 0, detached: true, pid: 4711, startedAt: '2026-11-28T18:05:53.123Z', ageMs: 200_400},
  ...{bottle: '0.1.0', unknown: [], tasks: [task]},
};

function shown(...runs: readonly ListedRun[]): string {
  return runTable(runs, {cwd: '/work'})
    .map(row => row.map(({text}) => text).join(''))
    .join('\n');
}

test('shows the absolute path of a file if the working directory is the root', () => {
  const text = runTable([run], {cwd: '/'})[0]
    ?.map(piece => piece.text)
    .join('');
  expect(text).toMatch(/ {2}\/work\/shop\/bottle\.yaml$/);
});

test("aligns the columns of a run's tasks", () => {
  const tasks: readonly ListedTask[] = [
    {...task, urls: ['http://127.0.0.1:3000/'], pid: 99, cpuPercent: 12.34, memoryBytes: 34 * 1024 ** 2},
    {...task, task: 'db', state: 'restarting', address: '127.0.0.16', restarts: 12, memoryBytes: 900},
    {...task, task: 'cache', container: 'bottle-x-cache', memoryBytes: 2048},
  ];
  expect(shown({...run, tasks}))
    .toBe(`shop  ready  3 m 20 s  detached  pid 4711  20261128-180553-abcd  shop/bottle.yaml
  TASK   STATE       URL OR ADDRESS          PID OR NAME     RESTARTS     CPU    MEMORY
  web    ready       http://127.0.0.1:3000/  99                        12.3 %  34.0 MiB
  db     restarting  127.0.0.16                                    12             900 B
  cache  ready                               bottle-x-cache                     2.0 KiB`);
});

test('lists a run without tasks, and a run with few known facts', () => {
  const unknown = {...run, ageMs: null, detached: null, pid: null, file: null, tasks: []};
  const newer = {...unknown, unknown: ['record `volume`'], state: 'dead'} as const;
  expect(shown(unknown, newer)).toBe(
    'shop  ready  20261128-180553-abcd\n\nshop  dead  20261128-180553-abcd  created by a newer bottle: record `volume`',
  );
});

test.each([
  [{state: 'starting', up: 3, tasks: Array(7).fill(task)}, 'starting 3/7'],
  [{state: 'starting', up: 3, stopped: 1, tasks: Array(7).fill(task)}, 'starting 3/6'],
  [{state: 'ready', stopped: 1}, 'ready, 1 stopped'],
  [{state: 'dead', stopped: 1}, 'dead'],
] as const)('shows the state of %j as `%s`', (facts, text) => {
  expect(stateText({...run, ...facts})).toBe(text);
});

test('removes control characters from names', () => {
  expect(shown({...run, name: 'a\u001b[2Jb', file: '/work/\u0007x'})).not.toMatch(/\p{Cc}(?<!\n)/u);
});

function copyOf(number: number, more: Partial<ListedRun> = {}): ListedRun {
  const urls = [`http://127.0.0.${number}:80/`];
  const tasks = [
    {...task, task: 'address', kind: 'alias', address: `127.0.0.${number}`},
    {...task, urls, cpuPercent: number, memoryBytes: 1024 ** 2},
    {...task, task: 'db', cpuPercent: 0.5, memoryBytes: 1024 ** 2},
  ];
  return {...run, name: `shop-${number}`, pid: 4700 + number, up: 3, tasks, ...more};
}

const COPIES = [copyOf(2), copyOf(10), copyOf(1), copyOf(3, {state: 'starting', up: 1})];

test('shows many copies of a launch as rows sorted by number, at the position of the first', () => {
  const other = {...run, name: 'other-1', file: '/work/other.yaml', tasks: []};
  const [first, ...rest] = COPIES as [ListedRun, ...ListedRun[]];
  expect(shown(first, other, ...rest))
    .toBe(`shop  4 copies  shop/bottle.yaml  (\`bottle ps shop-1\` lists the tasks of one copy)
  COPY     STATE         TASKS  AGE       URL OR ADDRESS          PID     CPU   MEMORY
  shop-1   ready           3/3  3 m 20 s  http://127.0.0.1:80/   4701   1.5 %  2.0 MiB
  shop-2   ready           3/3  3 m 20 s  http://127.0.0.2:80/   4702   2.5 %  2.0 MiB
  shop-3   starting 1/3    1/3  3 m 20 s  http://127.0.0.3:80/   4703   3.5 %  2.0 MiB
  shop-10  ready           3/3  3 m 20 s  http://127.0.0.10:80/  4710  10.5 %  2.0 MiB

other-1  ready  3 m 20 s  detached  pid 4711  20261128-180553-abcd  other.yaml`);
});

test.each([
  ['copies are not grouped if there are only three', COPIES.slice(1)],
  [
    'copies of another file are not grouped',
    COPIES.map((each, at) => (at > 0 ? each : {...each, file: '/x.yaml'})),
  ],
  [
    'runs with other names are not grouped',
    COPIES.map((each, at) => (at > 0 ? each : {...each, name: 'shop-x'})),
  ],
])('%s', (_, runs) => {
  expect(shown(...runs)).not.toContain('copies');
});

test('lists runs given by name with their tasks', () => {
  const rows = runTable(COPIES, {cwd: '/work', areNamed: true});
  expect(rows.flat().filter(({text}) => text.includes('TASK'))).toHaveLength(COPIES.length);
});
