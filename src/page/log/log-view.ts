import {hasInvisible} from '../../vocabulary/visible-text.ts';
import {printableLine} from '../../vocabulary/printable.ts';
import {isShown, type LogFilter} from './log-filter.ts';
import type {LogStore} from './log-store.ts';

/** The lines of a log that a filter includes. */
export interface LogView {
  /** The numbers of the lines, in ascending order. */
  readonly rows: readonly number[];
  /**
   * Filters new lines until all are filtered, or until `isOver`, which is called occasionally, returns true.
   *
   * @returns whether all lines have been filtered
   */
  advance(isOver: () => boolean): boolean;
}

/** Number of lines to filter between calls of `isOver`. */
const STEP = 500;

/** Creates a view of a log, initially without lines. Each line is filtered only once, however long the log is. */
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

/** The plain text of a line, without escape sequences. */
export function plainLine(text: string): string {
  return hasInvisible(text) || text.includes('\r') ? printableLine(text, {color: false}) : text;
}

/** The index of the first number of at least `value` in ascending numbers. */
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
