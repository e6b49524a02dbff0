import type {Task} from '../model/launch-file.ts';
import {parseDuration} from '../vocabulary/duration.ts';
import type {TaskFailure} from '../vocabulary/failure.ts';
import type {Session} from './session.ts';

/** The start of a task, with all of its attempts: its `timeout` and its current activity. Each restart is a start of its own. */
export interface TaskStart {
  /** The start time on the clock. */
  readonly startedAt: number;
  /** Fires when the start is cancelled or times out. */
  readonly signal: AbortSignal;
  /** The failure if the start timed out and was not cancelled earlier. */
  timeout(): TaskFailure | undefined;
  /** Stores the current activity. `report` also emits it. */
  note(doing: string): void;
  report(doing: string): void;
  /** Cancels the start. */
  abort(reason: unknown): void;
  /** Clears the timeout when the task is up or has failed. */
  close(): void;
}

/** @param onTimeout called when the task's `timeout` expires; `undefined` for a start without a timeout */
export function beginStart(
  task: Task,
  {services: {clock}, emit}: Pick<Session, 'services' | 'emit'>,
  onTimeout: (() => void) | undefined,
): TaskStart {
  const timeoutMs = task.source.timeout === undefined ? undefined : parseDuration(task.source.timeout);
  const deadline = onTimeout && timeoutMs !== undefined ? clock.deadline(timeoutMs) : undefined;
  const aborted = new AbortController();
  let doing = task.lifetime() === 'oneshot' ? 'running' : 'starting';
  if (onTimeout) deadline?.signal.addEventListener('abort', onTimeout, {once: true});
  return {
    startedAt: clock.now(),
    signal: deadline ? AbortSignal.any([aborted.signal, deadline.signal]) : aborted.signal,
    timeout: () =>
      deadline?.signal.aborted && !aborted.signal.aborted
        ? {reason: 'timed-out', task: task.name, timeoutMs: timeoutMs ?? 0, doing}
        : undefined,
    note: now => void (doing = now),
    report(now) {
      if (now === doing) return;
      doing = now;
      emit({type: 'task-progressed', task: task.name, doing: now});
    },
    abort: reason => aborted.abort(reason),
    close: () => deadline?.cancel(),
  };
}
