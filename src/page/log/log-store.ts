/** A line of a task's output. */
export interface LogLine {
  readonly task: string;
  readonly stream: LogStream;
  /** In milliseconds since 1970. */
  readonly timeMs: number;
  /** The printed text, including escape sequences. */
  readonly text: string;
}

/** The source of a line; `bottle` for a warning of bottle about the task. */
export type LogStream = 'stdout' | 'stderr' | 'console' | 'bottle';

/** Maximum number of lines on the page. In longer lists, browsers would round scroll positions. */
export const MOST_LINES = 500_000;

/** The oldest lines are dropped in large batches, since dropping moves all other lines. */
const DROPPED_AT_ONCE = 50_000;

/** The lines of a run's log, numbered from 0 in order of arrival. */
export interface LogStore {
  /** The number of the oldest stored line. */
  readonly first: number;
  /** The number of the next line. */
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
