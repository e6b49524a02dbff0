import {batch, computed, effect, signal, type ReadonlySignal, type Signal} from '@preact/signals';
import {follow} from '../api/follow.ts';
import type {LogStreamLine} from '../api/wire.ts';
import {NO_FILTER, type LogFilter} from './log-filter.ts';
import {createLogStore, type LogLine, type LogStore} from './log-store.ts';
import {createLineSearch, type LineSearch} from './line-search.ts';
import {createLogView, firstAtLeast, type LogView} from './log-view.ts';
import {startMatcher} from './matcher.ts';
import {searchPattern} from './search-pattern.ts';

/** The log of a run on the page. */
export interface LogModel {
  readonly store: LogStore;
  readonly filter: Signal<LogFilter>;
  /** The search pattern as typed. */
  readonly search: Signal<string>;
  /** The number of the line at the cursor; `undefined` without a cursor. */
  readonly cursor: Signal<number | undefined>;
  /** Whether the view follows the end of the log. */
  readonly isFollowing: Signal<boolean>;
  /** The shown lines; replaced after each change. */
  readonly shown: ReadonlySignal<Shown>;
  close(): void;
}

/** The shown lines of a log at one moment. */
export interface Shown {
  readonly view: LogView;
  readonly rows: number;
  /** The search in these lines; `undefined` without a pattern. */
  readonly search: LineSearch | undefined;
  readonly matches: number;
  /** Why the pattern is invalid, or why the search was aborted. */
  readonly searchProblem: string | undefined;
  /** Whether lines are still being filtered or searched. */
  readonly isScanning: boolean;
  /** Whether all lines that existed when the log was opened have arrived. */
  readonly isLoaded: boolean;
  /** Why no more lines arrive. */
  readonly problem: string | undefined;
}

/** Time for filtering lines in each frame. */
const SLICE_MS = 4;

/** Follows the log of a run until it is closed. */
export function openLog(run: string): LogModel {
  const closing = new AbortController();
  const store = createLogStore();
  const filter = signal(NO_FILTER);
  const search = signal('');
  const view = computed(() => createLogView(store, filter.value));
  let lineSearch: LineSearch | undefined;
  let invalid: string | undefined;
  let isLoaded = false;
  let problem: string | undefined;
  const current = (isFiltered: boolean): Shown => ({
    ...{view: view.peek(), rows: view.peek().rows.length},
    ...{search: lineSearch, matches: lineSearch?.matches.length ?? 0},
    searchProblem: lineSearch?.isTooSlow ? 'the pattern takes too long to search' : invalid,
    isScanning: !isFiltered || lineSearch?.isSearching === true,
    ...{isLoaded, problem},
  });
  const shown = signal(current(false));

  let frame: number | undefined;
  const update = (): void => {
    frame = undefined;
    const until = performance.now() + SLICE_MS;
    const isFiltered = view.peek().advance(() => performance.now() > until);
    lineSearch?.advance();
    shown.value = current(isFiltered);
    if (!isFiltered) schedule();
  };
  const schedule = (): void => {
    frame ??= requestAnimationFrame(update);
  };
  const stopWatching = effect(() => {
    const {pattern, problem: why} = searchPattern(search.value);
    invalid = why;
    lineSearch?.end();
    const inputs = {store, view: view.value, onChange: schedule};
    lineSearch = pattern && createLineSearch({...inputs, matcher: startMatcher(pattern)});
    schedule();
  });
  void follow<LogStreamLine>(
    {
      path: `runs/${encodeURIComponent(run)}/logs?follow`,
      onStart: () => {
        store.clear();
        problem = undefined;
      },
      onLines: lines => {
        store.append(lines.flatMap(lineOf));
        for (const line of lines) {
          isLoaded ||= line.type === 'caught-up' || line.type === 'over';
          if (line.type === 'error') problem = line.error.message;
        }
        schedule();
      },
      onLost: ({message}) => {
        problem = message;
        schedule();
      },
    },
    closing.signal,
  );
  return {
    ...{store, filter, search, shown},
    ...{cursor: signal<number | undefined>(undefined), isFollowing: signal(true)},
    close() {
      closing.abort();
      stopWatching();
      lineSearch?.end();
      if (frame !== undefined) cancelAnimationFrame(frame);
    },
  };
}

function lineOf(message: LogStreamLine): readonly LogLine[] {
  if (message.type === 'task-output')
    return [
      {task: message.task, stream: message.stream, timeMs: Date.parse(message.time), text: message.line},
    ];
  if (message.type === 'task-warned')
    return [{task: message.task, stream: 'bottle', timeMs: Date.parse(message.time), text: message.warning}];
  return [];
}

/** Moves to the next or previous matching line, wrapping around at both ends. */
export function moveToMatch({shown, cursor, isFollowing}: LogModel, direction: 1 | -1): void {
  const {matches = []} = shown.value.search ?? {};
  if (matches.length === 0) return;
  const from = cursor.value ?? Infinity;
  const after = firstAtLeast(matches, direction === 1 ? from + 1 : from);
  const next = (after + (direction === 1 ? 0 : -1) + matches.length) % matches.length;
  batch(() => {
    isFollowing.value = false;
    cursor.value = matches[next];
  });
}

/** The number of the match at the cursor, starting at 1; 0 if the line does not match. */
export function matchAtCursor({shown, cursor}: LogModel): number {
  const {matches = []} = shown.value.search ?? {};
  if (cursor.value === undefined) return 0;
  const at = firstAtLeast(matches, cursor.value);
  return matches[at] === cursor.value ? at + 1 : 0;
}
