import {hasInvisible} from '../../vocabulary/visible-text.ts';
import {printableLine} from '../../vocabulary/printable.ts';
import {isShown, type LogFilter} from './log-filter.ts';
import type {LogStore} from './log-store.ts';

/** The lines of a log that a filter lets through. */
export interface LogView {
  /** The numbers of the lines, in order. */
  readonly rows: readonly number[];
  /**
   * Searches new lines until all are searched or `isOver`, which is called now and then, returns true.
   *
   * @returns whether all have been searched
   */
  advance(isOver: () => boolean): boolean;
}

/** How many lines are searched between two calls of `isOver`. */
const STEP = 500;

/** A view of a log, at first without any line. It never scans a line twice, however long the log is and however fast it grows. */
export function createLogView(store: LogStore, filter: LogFilter): LogView {
  let rows: number[] = [];
  let next = store.first;

  const dropOld = (): void => {
    const dropped = firstAtLeast(rows, store.first);
    if (dropped > 0) rows = rows.slice(dropped);
  };
  const scan = (until: number): void => {
    for (; next < until; next++) {
      const line = store.at(next);
      if (line === undefined || !isShown(line, filter)) continue;
      rows.push(next);
    }
  };
  return {
    get rows() {
      return rows;
    },
    advance(isOver) {
      dropOld();
      next = Math.max(next, store.first);
      while (next < store.end && !isOver()) scan(Math.min(next + STEP, store.end));
      return next === store.end;
    },
  };
}

/** A line as people read it, without its colours. */
export function plainLine(text: string): string {
  return hasInvisible(text) || text.includes('\r') ? printableLine(text, {color: false}) : text;
}

/** The index of the first number that is at least `value`, in ascending numbers. */
export function firstAtLeast(numbers: readonly number[], value: number): number {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((numbers[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
