import {openEventLog, type EventLog} from '../history/event-log.ts';
import type {Clock} from '../vocabulary/clock.ts';
import type {RunEvent, RunEventBody} from '../vocabulary/event.ts';
import type {Masker} from './masker.ts';

/** The events of a run, from `run-started` to `run-ended`. */
export interface RunEvents {
  /** Emits an event with the time, and with secrets masked. */
  emit(event: RunEventBody): void;
  warn(warning: string): void;
  /** Milliseconds since the run started. */
  elapsedMs(): number;
  readonly log: EventLog;
}

export interface RunEventOptions {
  readonly clock: Clock;
  readonly masker: Masker;
  readonly onEvent: (event: RunEvent) => void;
  /** Called with the errors of `onEvent`. */
  readonly onBug: (error: unknown) => void;
}

/** Writes events to the log in `runDir` and passes them on. */
export function createRunEvents(runDir: string, {clock, masker, onEvent, onBug}: RunEventOptions): RunEvents {
  const startedAt = clock.now();
  const elapsedMs = (): number => clock.now() - startedAt;
  const report = (event: RunEventBody): void => {
    try {
      const shown = masker.value({at: elapsedMs(), ...event});
      log.append(shown);
      onEvent(shown);
    } catch (error) {
      onBug(error);
    }
  };
  const emit = endLast(startFirst(report));
  const warn = (warning: string): void => emit({type: 'run-warned', warning});
  const log = openEventLog(runDir, {
    onLoss: ({message}) => warn(`the events of this run cannot be written now: ${message}`),
    now: clock.now,
  });
  return {emit, warn, elapsedMs, log};
}

type Emit = (event: RunEventBody) => void;

/**
 * Passes on `run-started`, then the events that came before it, such as a signal, and then all others: readers find the facts of the
 * run in its first event.
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
 * Drops events after `run-ended`, such as that of a signal that arrives while the run ends on disk: without
 * `run-ended` as its last event, a log has no end, and the run counts as alive, then as dead.
 */
function endLast(emit: Emit): Emit {
  let isOver = false;
  return event => {
    if (isOver) return;
    isOver = event.type === 'run-ended';
    emit(event);
  };
}
