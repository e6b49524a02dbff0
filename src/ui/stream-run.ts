import type {LoggedEvent} from '../history/event-log.ts';
import {followRun, readRun} from '../history/follow-run.ts';
import type {KnownRun} from '../runs/known-run.ts';
import type {StreamLine} from '../schema/ui-api.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import {ApiError} from './api-error.ts';
import type {ApiCall} from './call.ts';
import {changesOf} from './followed-run.ts';
import type {RunUse} from './run-feed.ts';
import {openLines, type LineStream} from './stream.ts';

/** Selects the part of a run to send to a client. */
export interface RunStreamOptions {
  readonly isFollowed: boolean;
  /** Whether to read the output of a task. */
  readonly isShown: (task: TaskName) => boolean;
  readonly withOutput: boolean;
  /**
   * Creates the sink that selects events and sends them to the client.
   *
   * @param fail ends the stream
   */
  readonly sinkOf: (lines: LineStream, fail: (error: unknown) => void) => EventSink;
}

/** Receives the events of a run. */
export interface EventSink {
  take(event: LoggedEvent): void;
  /** Called after the last event that was on disk at the start. */
  caughtUp(): void;
  /** Called after the last event. */
  end(): void;
}

/** Sends the events of a run on disk; if the run is followed, also new ones until the run is over. */
export async function streamRun(call: ApiCall, run: KnownRun, options: RunStreamOptions): Promise<void> {
  const {response, services, signal: closed} = call;
  const failed = new AbortController();
  const signal = AbortSignal.any([closed, failed.signal]);
  const release = services.streams.take();
  const use = services.feed.use();
  const lines = openLines(response, closed);
  const sink = options.sinkOf(lines, error => failed.abort(error));
  const onCaughtUp = (): void => {
    sink.caughtUp();
    if (!failed.signal.aborted) lines.add({type: 'caught-up'} satisfies StreamLine);
  };
  try {
    const events = options.isFollowed
      ? followEvents(run, use, {...options, signal, onCaughtUp})
      : readRun(run.dir, options);
    const isEnded = await passOn(events, sink, lines, signal);
    if (!options.isFollowed && !signal.aborted) onCaughtUp();
    sink.end();
    const state = isEnded ? 'ended' : endOf((await use.look(run.id))?.run);
    const last = failed.signal.aborted ? errorLine(failed.signal.reason) : state && overLine(state);
    if (last) lines.add(last);
  } finally {
    use.end();
    release();
    lines.end();
  }
}

/** How many events may be read before other requests get a turn, whether or not the events are sent. */
const EVENTS_PER_TURN = 1_000;

/** Passes events to a sink. Returns whether the run has ended. */
async function passOn(
  events: AsyncIterable<LoggedEvent> | Iterable<LoggedEvent>,
  sink: EventSink,
  lines: LineStream,
  signal: AbortSignal,
): Promise<boolean> {
  let isEnded = false;
  let count = 0;
  for await (const event of events) {
    sink.take(event);
    isEnded ||= event.type === 'run-ended';
    if (lines.isFull() || ++count % EVENTS_PER_TURN === 0) await lines.drained();
    if (signal.aborted) break;
  }
  return isEnded;
}

interface FollowEventsOptions extends Pick<RunStreamOptions, 'isShown' | 'withOutput'> {
  readonly signal: AbortSignal;
  readonly onCaughtUp: () => void;
}

async function* followEvents(
  {id, dir}: KnownRun,
  use: RunUse,
  options: FollowEventsOptions,
): AsyncGenerator<LoggedEvent> {
  await use.look(id);
  const isAlive = async (): Promise<boolean> => use.run(id)?.run.state === 'alive';
  yield* followRun(dir, {...options, isAlive, changes: changesOf(id, dir, use, options)});
}

function endOf(run: KnownRun | undefined): 'ended' | 'dead' | 'gone' | undefined {
  if (!run) return 'gone';
  return run.state === 'alive' ? undefined : run.state;
}

function overLine(state: 'ended' | 'dead' | 'gone'): StreamLine {
  return {type: 'over', state};
}

function errorLine(error: unknown): StreamLine {
  if (!(error instanceof ApiError)) throw error;
  const {code, message} = error;
  return {type: 'error', error: {code, message}};
}
