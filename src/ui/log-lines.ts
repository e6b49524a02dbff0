import type {LoggedEvent} from '../history/event-log.ts';
import {lastOfEach, type Tail} from '../history/tail.ts';
import {isAsked, type LogQuery} from './log-query.ts';
import {matcherOf} from './matcher.ts';
import type {EventSink} from './stream-run.ts';

/** How many lines are searched per call, which has a time limit. */
const BATCH = 500;

/**
 * Selects the lines that a client requests.
 *
 * @param send called with each selected line
 * @param fail called if the search takes too long
 */
export function pickLines(
  query: LogQuery,
  send: (event: LoggedEvent) => void,
  fail: (error: unknown) => void,
): EventSink {
  const matches = query.match && matcherOf(query.match);
  let tail: Tail<LoggedEvent> | undefined = query.tail === undefined ? undefined : lastOfEach(query.tail);
  let batch: LoggedEvent[] = [];
  let idle: NodeJS.Immediate | undefined;

  const pass = (event: LoggedEvent): void => {
    if (tail) tail.add('task' in event ? event.task : '', event);
    else send(event);
  };
  const search = (): void => {
    clearImmediate(idle);
    idle = undefined;
    const events = batch;
    batch = [];
    try {
      const isMatch = matches?.(events.map(textOf)) ?? [];
      events.filter((_, at) => isMatch[at]).forEach(pass);
    } catch (error) {
      fail(error);
    }
  };
  return {
    take(event) {
      if (!isAsked(query, event)) return;
      if (!matches) {
        pass(event);
        return;
      }
      batch.push(event);
      idle ??= setImmediate(search);
      if (batch.length >= BATCH) search();
    },
    caughtUp() {
      search();
      tail?.lines().forEach(send);
      tail = undefined;
    },
    end: search,
  };
}

function textOf(event: LoggedEvent): string {
  return event.type === 'task-output' ? event.line : '';
}
