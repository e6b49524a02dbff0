import {openEventLog, type EventLog} from '../history/event-log.ts';
import type {Clock} from '../vocabulary/clock.ts';
import type {RunEvent, RunEventBody} from '../vocabulary/event.ts';
import type {Masker} from './masker.ts';

/** The events of a run, from `run-started` to `run-ended`. */
export interface RunEvents {
  /**
   * Emits an event with the elapsed time and with masked secrets. Hundreds of tasks may stop together, so their events are held back
   * until {@link flush}, another event, or the end of this turn of the event loop.
   */
  emit(event: RunEventBody): void;
  /** Writes and passes on the events that are held back, with one write to the log. */
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
  const guarded = (act: () => void): void => {
    try {
      act();
    } catch (error) {
      onBug(error);
    }
  };
  // Events are in the log before they are shown, so that history has them even if bottle is killed.
  const flush = (): void => {
    const events = held;
    if (events.length === 0) return;
    held = [];
    guarded(() => log.append(...events));
    for (const event of events) guarded(() => onEvent(event));
  };
  const report = (event: RunEventBody): void =>
    guarded(() => {
      held.push(masker.value({at: elapsedMs(), ...event}));
      if (event.type !== 'task-stopping' && event.type !== 'task-stopped') flush();
      else if (held.length === 1) process.nextTick(flush);
    });
  const emit = endLast(startFirst(report));
  const warn = (warning: string): void => emit({type: 'run-warned', warning});
  const log = openEventLog(runDir, {
    onLoss: ({message}) => warn(`cannot write the events of this run: ${message}`),
    now: clock.now,
  });
  return {emit, flush, warn, elapsedMs, log};
}

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
