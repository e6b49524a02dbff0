import {describe, expect, test} from 'vitest';
import type {LoggedEvent} from '../../src/history/event-log.ts';
import type {TaskName} from '../../src/vocabulary/ids.ts';
import {ApiError} from '../../src/ui/api-error.ts';
import {pickLines} from '../../src/ui/log-lines.ts';
import {logQuery} from '../../src/ui/log-query.ts';
import {matcherOf} from '../../src/ui/matcher.ts';

const web = 'web' as TaskName;

function line(
  text: string,
  more: {readonly time?: string; readonly stream?: 'stdout' | 'stderr'; readonly task?: string} = {},
): LoggedEvent {
  const {time = '2026-11-28T18:05:53.123Z', stream = 'stdout', task = web} = more;
  return {type: 'task-output', at: 0, time, stream, task: task as TaskName, line: text};
}

/** The lines that a client receives for these events. */
function picked(search: string, events: readonly LoggedEvent[]): readonly unknown[] {
  const sent: unknown[] = [];
  const sink = pickLines(
    logQuery(new URLSearchParams(search)),
    event => void sent.push('line' in event ? event.line : event.type),
    error => void sent.push(error),
  );
  events.forEach(sink.take);
  sink.caughtUp();
  sent.push('caught-up');
  events.forEach(sink.take);
  sink.end();
  return sent;
}

describe('a client receives the requested lines', () => {
  const early = line('early', {time: '2026-11-28T18:00:00.000Z'});
  const late = line('late', {time: '2026-11-28T19:00:00.000Z', stream: 'stderr'});
  const other = line('other', {task: 'db'});
  const started: LoggedEvent = {
    type: 'task-ready',
    at: 0,
    time: early.time,
    task: web,
    outputs: {},
    elapsedMs: 1,
  };
  const gap: LoggedEvent = {
    type: 'task-warned',
    at: 0,
    time: early.time,
    task: web,
    warning: 'lines are missing',
  };

  test.each([
    ['', ['early', 'late', 'other', 'task-warned']],
    ['task=db', ['other']],
    ['task=db&task=web&stream=stderr', ['late', 'task-warned']],
    ['since=2026-11-28T18:30:00Z', ['late']],
    // Times with another time zone and without milliseconds.
    ['since=2026-11-28T20:00:00%2B01:00', ['late']],
    ['until=2026-11-28T18:05Z', ['early', 'task-warned']],
    ['match=^.a', ['early', 'late']],
    ['match=ly$&stream=stdout', ['early']],
  ])('%s', (search, expected) => {
    const events = [early, late, other, started, gap];
    const isKept = (text: string): boolean => search !== 'since=2026-11-28T18:30:00Z' || text !== 'other';
    expect(picked(search, events)).toEqual([...expected, 'caught-up', ...expected].filter(isKept));
  });

  test('only the last existing lines of each task are sent, and all new ones', () => {
    const events = [line('1'), other, line('2'), line('3')];
    expect(picked('tail=2', events)).toEqual(['other', '2', '3', 'caught-up', '1', 'other', '2', '3']);
    expect(picked('tail=1&match=[12]', events)).toEqual(['2', 'caught-up', '1', '2']);
    expect(picked('tail=0', events)).toEqual(['caught-up', '1', 'other', '2', '3']);
  });
});

describe('a pattern', () => {
  test('is searched in the visible text', () => {
    const matches = matcherOf(/^green$/);
    expect(matches(['\u001b[32mgreen\u001b[0m', 'green', 'greener', '\u001b]8;;x\u0007green'])).toEqual([
      ...[true, true, false, true],
    ]);
  });

  test('is aborted if it takes too long', () => {
    expect(() => matcherOf(/^(a+)+$/)([`${'a'.repeat(60)}!`])).toThrow(ApiError);
  });

  test.each([
    ['match', 'match=('],
    ['match', `match=${'a'.repeat(2_000)}`],
    ['tail', 'tail=1e3'],
    ['tail', 'tail=1000000'],
    ['until', 'until=12'],
    ['stream', 'stream='],
    ['follow', 'follow=1'],
    ['tasks', 'tasks=web'],
  ])('an invalid value of `%s` is rejected: %s', (parameter, search) => {
    expect(() => logQuery(new URLSearchParams(search))).toThrow(
      expect.objectContaining({status: 400, facts: {parameter}}) as Error,
    );
  });
});
