import {openEventLog, type EventLog} from '../history/event-log.ts';
import type {Clock} from '../vocabulary/clock.ts';
import type {RunEvent, RunEventBody} from '../vocabulary/event.ts';
import type {Masker} from './masker.ts';

/** The events of a run, from `run-started` to `run-ended`. */
export interface RunEvents {
  /**
   * Emits an event with the elapsed time and with masked secrets. It is written to the log immediately, and passed on at the end of this
   * turn of the event loop, so that tasks that can start now do so first. Hundreds of tasks may stop together, so their events are
   * also written only then, or with the next event.
   */
  emit(event: RunEventBody): void;
  /** Writes and passes on all events so far. */
  flush(): void;
  warn(warning: string): void;
  /** Milliseconds since the run started. */
  elapsedMs(): number;
  readonly log: EventLog;
}

export interface RunEventOptions {
  readonly clock: Clock;
  readonly masker: Masker;
  readonly onEvent: (event: RunEvent) => void;
  /** Called with errors thrown by `onEvent`. */
  readonly onBug: (error: unknown) => void;
}

/** Writes events to the log in `runDir` and passes them on. */
export function createRunEvents(runDir: string, {clock, masker, onEvent, onBug}: RunEventOptions): RunEvents {
  const startedAt = clock.now();
  const elapsedMs = (): number => clock.now() - startedAt;
  let held: RunEvent[] = [];
  let unseen: RunEvent[] = [];
  const guarded = (act: () => void): void => {
    try {
      act();
    } catch (error) {
      onBug(error);
    }
  };
  const write = (): void => {
    if (held.length === 0) return;
    const events = held;
    held = [];
    unseen.push(...events);
    guarded(() => log.append(...events));
  };
  // Events are in the log before they are shown, so that history has them even if bottle is killed.
  const flush = (): void => {
    write();
    const events = unseen;
    unseen = [];
    for (const event of events) guarded(() => onEvent(event));
  };
  const report = (event: RunEventBody): void =>
    guarded(() => {
      const isFirst = held.length === 0 && unseen.length === 0;
      held.push(masker.value({at: elapsedMs(), ...event}));
      if (!WRITTEN_TOGETHER.has(event.type)) write();
      if (SHOWN_IMMEDIATELY.has(event.type)) flush();
      else if (isFirst) process.nextTick(flush);
    });
  const emit = endLast(startFirst(report));
  const warn = (warning: string): void => emit({type: 'run-warned', warning});
  const log = openEventLog(runDir, {
    onLoss: ({message}) => warn(`cannot write the events of this run: ${message}`),
    now: clock.now,
  });
  return {emit, flush, warn, elapsedMs, log};
}

type EventTypes = ReadonlySet<RunEvent['type']>;

const WRITTEN_TOGETHER: EventTypes = new Set(['task-stopping', 'task-stopped']);

/** A view leaves the terminal before a task uses it, and limits the pace of output. Nothing follows the last event. */
const SHOWN_IMMEDIATELY: EventTypes = new Set([
  ...(['terminal-taken', 'terminal-released', 'task-output', 'run-ended'] as const),
]);

type Emit = (event: RunEventBody) => void;

/**
 * Holds back events, such as a signal, until `run-started` has been emitted, because readers expect the facts of the run in the first
 * event.
 */
function startFirst(emit: Emit): Emit {
  let early: RunEventBody[] | undefined = [];
  return event => {
    if (early && event.type !== 'run-started') {
      early.push(event);
      return;
    }
    emit(event);
    const held = early ?? [];
    early = undefined;
    for (const each of held) emit(each);
  };
}

/**
 * Drops events after `run-ended`, such as a signal that arrives while the run ends on disk. If `run-ended` were not the last event in
 * the log, readers would consider the run alive, and later dead.
 */
function endLast(emit: Emit): Emit {
  let isOver = false;
  return event => {
    if (isOver) return;
    isOver = event.type === 'run-ended';
    emit(event);
  };
}
