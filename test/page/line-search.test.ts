import {expect, onTestFinished, test, vi} from 'vitest';
import {findMarks, type Found} from '../../src/page/log/find-marks.ts';
import {createLineSearch, type LineSearch} from '../../src/page/log/line-search.ts';
import {NO_FILTER} from '../../src/page/log/log-filter.ts';
import {createLogStore, type LogStore} from '../../src/page/log/log-store.ts';
import {createLogView, type LogView} from '../../src/page/log/log-view.ts';

const never = (): boolean => false;

test.for([
  ['one position', /b+/g, 'abba', [1, 3]],
  ['several positions', /a/g, 'abba', [0, 1, 3, 4]],
  ['adjacent positions, as one', /./g, 'abba', [0, 4]],
  ['no characters', /x*/g, 'abba', []],
] as const)('returns the marks of a line that matches at %s', ([, pattern, line, marks]) => {
  expect(findMarks(pattern, ['xyz', line]).find(({at}) => at === 1)).toEqual({at: 1, marks});
});

test('does not return lines without a match', () => {
  expect(findMarks(/a/g, ['a', 'b', 'a']).map(({at}) => at)).toEqual([0, 2]);
});

test('searches visible lines without their colors, and keeps the line numbers of matches', async () => {
  const {store, view, search} = searchFor(/^error/g, {tasks: new Set(['a'])});
  append(store, 'a', 'fine', '\u001b[31mer\u001b[0mror 1');
  append(store, 'b', 'error 2');
  append(store, 'a', 'error 3');
  view.advance(never);
  search.advance();
  await vi.waitFor(() => expect(search.isSearching).toBe(false));
  expect(search.matches).toEqual([1, 3]);
  expect([0, 1, 2, 3].map(number => search.marksOf(number))).toEqual([undefined, [0, 5], undefined, [0, 5]]);
});

test('searches a long log in several calls, and new lines later', async () => {
  const {store, view, search, calls} = searchFor(/line/g);
  append(store, 'a', ...Array.from({length: 4_500}, (_, at) => `line ${at}`));
  view.advance(never);
  search.advance();
  await vi.waitFor(() => expect(search.isSearching).toBe(false));
  expect(calls).toEqual([2_000, 2_000, 500]);
  append(store, 'a', 'another line');
  view.advance(never);
  expect(search.isSearching).toBe(true);
  search.advance();
  await vi.waitFor(() => expect(search.matches).toHaveLength(4_501));
  expect(calls).toEqual([2_000, 2_000, 500, 1]);
});

test('searches only a few very long lines in a call', async () => {
  const {store, view, search, calls} = searchFor(/y/g);
  append(store, 'a', ...Array.from({length: 5}, () => 'x'.repeat(600_000)));
  view.advance(never);
  search.advance();
  await vi.waitFor(() => expect(search.isSearching).toBe(false));
  expect(calls).toEqual([2, 2, 1]);
});

test('removes matches in dropped lines', async () => {
  const {store, view, search} = searchFor(/[89]/g, {}, createLogStore(10, 4));
  append(store, 'a', ...Array.from({length: 10}, (_, at) => `line ${at}`));
  append(store, 'a', 'line 10', 'line 11', 'line 12', 'line 13');
  view.advance(never);
  search.advance();
  await vi.waitFor(() => expect(search.matches).toEqual([8, 9]));
  append(store, 'a', ...Array.from({length: 5}, () => 'line'));
  view.advance(never);
  search.advance();
  expect([store.first, search.matches]).toEqual([13, []]);
});

test('stops a search that takes too long, and keeps its matches', async () => {
  const {store, view, search, calls} = searchFor(/line|slow/g);
  append(store, 'a', 'line');
  view.advance(never);
  search.advance();
  await vi.waitFor(() => expect(search.matches).toEqual([0]));
  append(store, 'a', 'slow');
  view.advance(never);
  search.advance();
  await vi.waitFor(() => expect(search.isTooSlow).toBe(true));
  append(store, 'a', 'line');
  view.advance(never);
  search.advance();
  expect({calls, matches: search.matches, isSearching: search.isSearching}).toEqual({
    ...{calls: [1, 1], matches: [0], isSearching: false},
  });
});

interface Rig {
  readonly store: LogStore;
  readonly view: LogView;
  readonly search: LineSearch;
  /** The number of lines searched in each call. */
  readonly calls: readonly number[];
}

/** A search whose matcher takes too long for the line `slow`. */
function searchFor(
  pattern: RegExp,
  filter: Partial<typeof NO_FILTER> = {},
  store: LogStore = createLogStore(),
): Rig {
  const view = createLogView(store, {...NO_FILTER, ...filter});
  const calls: number[] = [];
  const find = (lines: readonly string[]): readonly Found[] | undefined => {
    calls.push(lines.length);
    return lines.includes('slow') ? undefined : findMarks(pattern, lines);
  };
  const matcher = {
    find: async (lines: readonly string[]) => await Promise.resolve(find(lines)),
    end: vi.fn(),
  };
  const search = createLineSearch({store, view, matcher, onChange: vi.fn()});
  onTestFinished(() => search.end());
  return {store, view, search, calls};
}

function append(store: LogStore, task: string, ...texts: readonly string[]): void {
  store.append(texts.map(text => ({...{task, text}, stream: 'stdout', timeMs: 0})));
}
