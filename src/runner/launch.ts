import type {Task} from '../model/launch-file.ts';
import {parseDuration} from '../vocabulary/duration.ts';
import type {TaskFailure} from '../vocabulary/failure.ts';
import type {Session} from './session.ts';

/** State shared by the attempts of a task until it is up: its `timeout`, and its current work. A restart has its own. */
export interface Launch {
  /** When it began, on the clock. */
  readonly startedAt: number;
  /** Aborted when the task must not start any more, or its time is over. */
  readonly signal: AbortSignal;
  /** The failure if its time is over and nothing else has ended it. */
  timeout(): TaskFailure | undefined;
  /** Keeps in mind what it is doing; `report` emits it as well. */
  note(doing: string): void;
  report(doing: string): void;
  /** Ends what is under way. */
  abort(reason: unknown): void;
  /** Notes that it is up, or has failed: its time counts no more. */
  close(): void;
}

/** @param onTimeout called when the task's `timeout` has passed */
export function beginLaunch(
  task: Task,
  {services: {clock}, emit}: Pick<Session, 'services' | 'emit'>,
  limit: {readonly onTimeout: () => void} | undefined,
): Launch {
  const timeoutMs = task.source.timeout === undefined ? undefined : parseDuration(task.source.timeout);
  const deadline = limit && timeoutMs !== undefined ? clock.deadline(timeoutMs) : undefined;
  const aborted = new AbortController();
  let doing = task.kind.lifetime === 'oneshot' ? 'running' : 'starting';
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
