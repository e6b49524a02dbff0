import type {Task} from '../model/launch-file.ts';
import type {Up} from '../tasks/kind.ts';
import {parseDuration} from '../vocabulary/duration.ts';
import {TaskError} from '../vocabulary/failure.ts';
import {attempt, type Try} from './attempt.ts';
import type {Session} from './session.ts';
import type {Slot} from './slots.ts';
import {takeTaskDown} from './teardown.ts';

/** A task that may start now. */
export interface StartableTask {
  /** Aborted when the task must stop coming up. */
  readonly signal: AbortSignal;
  /** Held for the first attempt; it is still held when all have failed. */
  readonly slot: Slot;
}

/**
 * Brings a task up, within its own `timeout` and in as many attempts as its `retry` allows.
 * @throws TaskError, or the reason of the signal
 */
export async function attempts(task: Task, {signal, slot}: StartableTask, session: Session): Promise<Up> {
  let doing = task.kind.lasting === 'ends' ? 'running' : 'starting';
  const life: Life = {
    ...{signal, slot},
    note: now => void (doing = now),
    report(now) {
      if (now === doing) return;
      doing = now;
      session.emit({type: 'task-progressed', task: task.name, doing: now});
    },
  };
  if (task.source.timeout === undefined) return await withRetries(task, life, session);
  const timeoutMs = parseDuration(task.source.timeout);
  const deadline = session.outside.clock.deadline(timeoutMs);
  try {
    const limited = {...life, signal: AbortSignal.any([signal, deadline.signal])};
    return await withRetries(task, limited, session);
  } catch (error) {
    if (!deadline.signal.aborted || signal.aborted) throw error;
    throw new TaskError({reason: 'timed-out', task: task.name, timeoutMs, doing});
  } finally {
    deadline.cancel();
  }
}

/** What all attempts of a task share. */
type Life = Omit<Try, 'number'>;

/** Between two attempts what the first one made is taken down; neither that nor the delay holds a slot. */
async function withRetries(task: Task, life: Life, session: Session): Promise<Up> {
  const {attempts: wanted = 1, delay = '0s'} = task.source.retry ?? {};
  for (let number = 1; ; number++) {
    session.emit({type: 'task-started', task: task.name, attempt: number});
    const result = await tryOnce(task, {...life, number}, session);
    if (!(result instanceof TaskError)) return result;
    const {failure} = result;
    const maxAttempts = task.kind.tries?.(task.source as never, failure) ?? wanted;
    if (number >= maxAttempts) throw result;
    session.emit({
      type: 'task-retried',
      task: task.name,
      attempt: number + 1,
      attempts: maxAttempts,
      failure,
    });
    life.slot?.release();
    session.scheduler.setState(task.name, 'starting');
    await takeTaskDown(task.name, {...session, kindOf: () => task.kind});
    session.outputs.delete(task.name);
    await session.outside.clock.sleep(parseDuration(delay), life.signal);
    life.note('waiting for a slot');
    await life.slot?.take(life.signal);
  }
}

/** The error of an attempt after which there may be another one. */
async function tryOnce(task: Task, life: Try, session: Session): Promise<Up | TaskError> {
  try {
    return await attempt(task, life, session);
  } catch (error) {
    if (!(error instanceof TaskError) || life.signal.aborted) throw error;
    return error;
  }
}
