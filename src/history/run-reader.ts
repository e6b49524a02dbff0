import {join} from 'node:path';
import {EVENT_LOG, LOGS} from '../state/history-files.ts';
import type {PlannedTask, OutputStream} from '../vocabulary/event.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import type {LoggedEvent} from './event-log.ts';
import {createLineReader, isBefore} from './line-reader.ts';
import {mergeOf} from './merge.ts';
import {parseEvent} from './read-events.ts';
import {logName} from './task-log.ts';

/** Reads the events and output of a run in chronological order. */
export interface RunReader {
  /** Extends the range to the current ends of the files. Returns whether it contains anything new. */
  extend(): boolean;
  /**
   * Returns everything up to the last {@link extend}, or with `whileWritten` only up to the previous one: one process writes all files
   * in order, so nothing older can appear later.
   */
  read(options?: {readonly whileWritten?: boolean}): Generator<LoggedEvent>;
}

/** @param isShown whether to read the output of a task */
export function createRunReader(dir: string, isShown: (task: TaskName) => boolean): RunReader {
  const events = eventSource(join(dir, EVENT_LOG), parseEvent);
  const outputs: EventSource[] = [];
  const opened = new Set<TaskName>();
  let startMs: number | undefined;

  const openLogs = (tasks: readonly PlannedTask[]): void => {
    // Events are repeated if the directory was deleted and recreated.
    const joined = tasks.map(({task}) => task).filter(task => isShown(task) && !opened.has(task));
    for (const task of joined) {
      opened.add(task);
      outputs.push(
        eventSource(
          join(dir, LOGS, logName(task)),
          line => parseLogLine(line, task, startMs ?? 0),
          (parts, next) => missingLines(task, parts, next),
        ),
      );
    }
  };
  const openFirstLogs = (): void => {
    const first = events.head();
    if (startMs !== undefined || first?.type !== 'run-started') return;
    startMs = Date.parse(first.startedAt);
    openLogs(first.tasks);
  };
  return {
    extend() {
      const isNew = events.extend();
      openFirstLogs();
      return outputs.map(output => output.extend()).includes(true) || isNew;
    },
    *read(options = {}) {
      // Reads in several passes, since tasks that join open further logs.
      for (let known = -1; known !== outputs.length;) {
        known = outputs.length;
        yield* readUntilJoin(options);
        for (const joined of outputs.slice(known)) joined.extend();
      }
    },
  };

  function* readUntilJoin({whileWritten = false}: {readonly whileWritten?: boolean}): Generator<LoggedEvent> {
    const sources = [...outputs, events];
    const behind = new Set(sources.filter(source => source.isBehind()));
    const merge = mergeOf(sources, byTime);
    for (let next = merge.first(); next !== undefined; next = merge.first()) {
      const event = whileWritten && behind.size === 0 ? undefined : next.take();
      if (event === undefined) return;
      yield event;
      if (event.type === 'tasks-joined') {
        openLogs(event.tasks);
        return;
      }
      if (!next.isBehind()) behind.delete(next);
      merge.settle();
    }
  }
}

/** The events of a file. */
interface EventSource {
  extend(): boolean;
  /** The next event; `undefined` if there is none. */
  head(): LoggedEvent | undefined;
  take(): LoggedEvent | undefined;
  /** Whether the next event existed before the last call of `extend`. */
  isBehind(): boolean;
}

/** @param missing creates the event that reports a number of missing parts before the next event */
function eventSource(
  path: string,
  parse: (line: string) => LoggedEvent | undefined,
  missing?: (parts: number, next: LoggedEvent) => LoggedEvent,
): EventSource {
  const lines = createLineReader(path);
  let end = lines.place();
  let endBefore = end;
  let place = end;
  let head: LoggedEvent | undefined;
  let afterGap: LoggedEvent | undefined;
  let missed = 0;
  const look = (): LoggedEvent | undefined => {
    while (head === undefined) {
      const at = lines.place();
      const line = lines.next();
      if (line === undefined) return undefined;
      place = at;
      head = parse(line);
      missed += lines.missed();
      if (head === undefined || missed === 0 || !missing) continue;
      afterGap = head;
      head = missing(missed, head);
      missed = 0;
    }
    return head;
  };
  return {
    extend() {
      endBefore = end;
      end = lines.extend();
      return isBefore(endBefore, end);
    },
    head: look,
    take() {
      const taken = look();
      head = afterGap;
      afterGap = undefined;
      return taken;
    },
    isBehind: () => look() !== undefined && isBefore(place, endBefore),
  };
}

function missingLines(task: TaskName, parts: number, {time, at}: LoggedEvent): LoggedEvent {
  const files = parts === 1 ? '1 file of this log was' : `${parts} files of this log were`;
  const warning = `lines are missing here: ${files} deleted to make room for newer output before being read`;
  return {type: 'task-warned', time, at, task, warning};
}

function byTime(one: EventSource, other: EventSource): number {
  const [a, b] = [one.head(), other.head()];
  if (a?.time === b?.time) return rankOf(a) - rankOf(b);
  return (a?.time ?? LAST) < (b?.time ?? LAST) ? -1 : 1;
}

/** Sorts after every timestamp. */
const LAST = '~';

/** Within a millisecond, output follows the start of its task and precedes events that may depend on it. */
function rankOf(event: LoggedEvent | undefined): number {
  if (event?.type === 'run-started' || event?.type === 'task-started') return 0;
  return event?.type === 'task-output' ? 1 : 2;
}

/** Parses a line of a task's log (see task-log.ts); `undefined` if it is invalid. */
function parseLogLine(text: string, task: TaskName, startMs: number): LoggedEvent | undefined {
  const [, time, stream, line = ''] = LINE.exec(text) ?? [];
  if (time === undefined) return undefined;
  const about = {time, at: Date.parse(time) - startMs, task};
  return stream === 'bottle'
    ? {...about, type: 'task-warned', warning: line}
    : {...about, type: 'task-output', stream: stream as OutputStream, line};
}

const LINE = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z) (stdout|stderr|console|bottle) (.*)$/s;
