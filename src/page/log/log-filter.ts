import type {LogLine, LogStream} from './log-store.ts';

/** Which lines of a log are shown. */
export interface LogFilter {
  /** Empty for all. */
  readonly tasks: ReadonlySet<string>;
  /** Empty for all. */
  readonly streams: ReadonlySet<LogStream>;
  readonly sinceMs: number | undefined;
  readonly untilMs: number | undefined;
}

/** Shows everything. */
export const NO_FILTER: LogFilter = {
  ...{tasks: new Set(), streams: new Set(), sinceMs: undefined, untilMs: undefined},
};

/** Whether a filter includes a line. */
export function isShown(line: LogLine, {tasks, streams, sinceMs, untilMs}: LogFilter): boolean {
  return (
    (tasks.size === 0 || tasks.has(line.task)) &&
    (streams.size === 0 || streams.has(line.stream)) &&
    (sinceMs === undefined || line.timeMs >= sinceMs) &&
    (untilMs === undefined || line.timeMs <= untilMs)
  );
}
