import type {Task} from '../model/launch-file.ts';
import {parseDuration} from '../vocabulary/duration.ts';
import type {TaskFailure} from '../vocabulary/failure.ts';
import type {Session} from './session.ts';

/** State shared by all attempts to start a task: its `timeout` and its current activity. Each restart has its own `Launch`. */
export interface Launch {
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

/** @param onTimeout called when the task's `timeout` expires */
export function beginLaunch(
  task: Task,
  {services: {clock}, emit}: Pick<Session, 'services' | 'emit'>,
  limit: {readonly onTimeout: () => void} | undefined,
): Launch {
  const timeoutMs = task.source.timeout === undefined ? undefined : parseDuration(task.source.timeout);
  const deadline = limit && timeoutMs !== undefined ? clock.deadline(timeoutMs) : undefined;
  const aborted = new AbortController();
  let doing = task.lifetime() === 'oneshot' ? 'running' : 'starting';
  if (limit) deadline?.signal.addEventListener('abort', limit.onTimeout, {once: true});
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
