import type {LoggedEvent} from '../history/event-log.ts';
import type {OutputStream} from '../vocabulary/event.ts';
import {ApiError, badParameter} from './api-error.ts';
import {checkNames, choice, flag, time, wholeNumber} from './query.ts';

/** The lines of output that a client requests. */
export interface LogQuery {
  readonly isFollowed: boolean;
  /** Empty for all tasks. */
  readonly tasks: readonly string[];
  /** Inclusive, in the format of events. */
  readonly since: string | undefined;
  /** Exclusive. */
  readonly until: string | undefined;
  readonly stream: OutputStream | undefined;
  readonly match: RegExp | undefined;
  /** Maximum number of lines on disk to send for each task, counted from the end. */
  readonly tail: number | undefined;
}

const NAMES = ['follow', 'task', 'since', 'until', 'stream', 'match', 'tail'];
const STREAMS: readonly OutputStream[] = ['stdout', 'stderr', 'console'];

/** Limit for `tail`, since these lines are kept in memory. */
const MAX_TAIL = 100_000;

const MAX_PATTERN = 1_000;

/** @throws ApiError */
export function logQuery(query: URLSearchParams): LogQuery {
  checkNames(query, NAMES);
  return {
    isFollowed: flag(query, 'follow'),
    tasks: query.getAll('task'),
    since: time(query, 'since'),
    until: time(query, 'until'),
    stream: choice(query, 'stream', STREAMS),
    match: pattern(query.get('match')),
    tail: wholeNumber(query, 'tail', MAX_TAIL),
  };
}

function pattern(source: string | null): RegExp | undefined {
  if (source === null) return undefined;
  if (source.length > MAX_PATTERN) throw badParameter('match', `at most ${MAX_PATTERN} characters`);
  try {
    return new RegExp(source);
  } catch (error) {
    const {message} = error as SyntaxError;
    throw new ApiError(400, 'bad-parameter', `\`match\`: ${message}`, {parameter: 'match'});
  }
}

/** Whether an event is requested, apart from `match`: output, or a note that output is missing. */
export function isAsked({tasks, since = '', until, stream}: LogQuery, event: LoggedEvent): boolean {
  if (event.type !== 'task-output' && event.type !== 'task-warned') return false;
  if (event.time < since || (until !== undefined && event.time >= until)) return false;
  if (event.type === 'task-output' && stream !== undefined && event.stream !== stream) return false;
  return tasks.length === 0 || tasks.includes(event.task);
}
