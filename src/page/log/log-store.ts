/** A line of a task's output. */
export interface LogLine {
  readonly task: string;
  readonly stream: LogStream;
  /** In milliseconds since 1970. */
  readonly timeMs: number;
  /** As the task printed it, escape sequences included. */
  readonly text: string;
}

/** Where a line came from; `bottle`: a warning of bottle about the task. */
export type LogStream = 'stdout' | 'stderr' | 'console' | 'bottle';

/** How many lines the page keeps; a browser still scrolls a list of so many without rounding its positions. */
export const MOST_LINES = 500_000;

/** The oldest lines are dropped many at a time, since that moves all others. */
const DROPPED_AT_ONCE = 50_000;

/** The log of a run: lines, numbered from 0 by the order of their arrival. */
export interface LogStore {
  /** The number of the oldest line that is kept. */
  readonly first: number;
  /** The number that the next line gets. */
  readonly end: number;
  /** A line by its number. */
  at(number: number): LogLine | undefined;
  append(lines: readonly LogLine[]): void;
  clear(): void;
}

export function createLogStore(most = MOST_LINES, droppedAtOnce = DROPPED_AT_ONCE): LogStore {
  let lines: LogLine[] = [];
  let first = 0;
  return {
    get first() {
      return first;
    },
    get end() {
      return first + lines.length;
    },
    at: number => lines[number - first],
    append(more) {
      for (const line of more) lines.push(line);
      if (lines.length <= most) return;
      const dropped = lines.length - most + droppedAtOnce;
      lines = lines.slice(dropped);
      first += dropped;
    },
    clear() {
      first += lines.length;
      lines = [];
    },
  };
}
