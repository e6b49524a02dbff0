import {expect, test} from 'vitest';
import {NO_FILTER} from '../../src/page/log/log-filter.ts';
import {createLogStore, type LogLine} from '../../src/page/log/log-store.ts';
import {createLogView, firstAtLeast} from '../../src/page/log/log-view.ts';
import {searchPattern} from '../../src/page/log/search-pattern.ts';

const never = (): boolean => false;

test('shows all lines without a filter', () => {
  const store = storeOf(lines(3));
  const view = createLogView(store, NO_FILTER);
  expect(view.advance(never)).toBe(true);
  expect(view.rows).toEqual([0, 1, 2]);
});

test.for([
  ['tasks', {tasks: new Set(['b'])}, [1, 4]],
  ['streams', {streams: new Set(['stderr'] as const)}, [0, 5]],
  ['time', {sinceMs: 2, untilMs: 4}, [2, 3, 4]],
] as const)('filters lines by %s', ([, filter, rows]) => {
  const view = createLogView(storeOf(lines(6)), {...NO_FILTER, ...filter});
  view.advance(never);
  expect(view.rows).toEqual(rows);
});

test('processes a long log in slices, and new lines later', () => {
  const store = storeOf(lines(1_200));
  const view = createLogView(store, NO_FILTER);
  let slices = 0;
  expect(view.advance(() => slices++ > 0)).toBe(false);
  expect(view.rows).toHaveLength(500);
  expect(view.advance(never)).toBe(true);
  store.append(lines(1));
  expect(view.rows).toHaveLength(1_200);
  view.advance(never);
  expect(view.rows).toHaveLength(1_201);
});

test('removes dropped lines from the view', () => {
  const store = createLogStore(10, 4);
  store.append(lines(10));
  const view = createLogView(store, NO_FILTER);
  view.advance(never);
  store.append(lines(1));
  view.advance(never);
  expect(store.first).toBe(5);
  expect(view.rows).toEqual([5, 6, 7, 8, 9, 10]);
});

test('keeps line numbers when a log starts again', () => {
  const store = storeOf(lines(3));
  store.clear();
  store.append([line({text: 'again'})]);
  expect([store.first, store.end]).toEqual([3, 4]);
  expect(store.at(3)?.text).toBe('again');
  expect(store.at(2)).toBeUndefined();
});

test.for([
  ['error', 'AN ERROR', true],
  ['Error', 'an error', false],
  ['\\S+', 'words', true],
  ['\\Sx', 'AX', true],
] as const)('the search `%s` in `%s` matches: %s', ([search, text, isFound]) => {
  expect(searchPattern(search).pattern?.test(text)).toBe(isFound);
});

test('reports an invalid pattern', () => {
  expect(searchPattern('a(').problem).toBe('invalid regular expression: unterminated group');
});

test('finds the index of the first number that is not less', () => {
  expect([0, 2, 3, 9].map(value => firstAtLeast([2, 4, 8], value))).toEqual([0, 0, 1, 3]);
});

function storeOf(all: readonly LogLine[]): ReturnType<typeof createLogStore> {
  const store = createLogStore();
  store.append(all);
  return store;
}

function lines(count: number): LogLine[] {
  return Array.from({length: count}, (_, at) =>
    line({
      task: ['a', 'b', 'c'][at % 3] ?? 'a',
      text: `line ${at}`,
      timeMs: at,
      stream: at % 5 === 0 ? 'stderr' : 'stdout',
    }),
  );
}

function line(more: Partial<LogLine>): LogLine {
  return {task: 'a', stream: 'stdout', timeMs: 0, text: '', ...more};
}
