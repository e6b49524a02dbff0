import type {Task} from '../model/launch-file.ts';
import {decide} from '../plan/fate.ts';
import {raceAbort} from '../processes/race-abort.ts';
import {parseDuration} from '../vocabulary/duration.ts';
import {TaskError} from '../vocabulary/failure.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import type {FollowedNeeds} from './scheduler.ts';
import type {Session} from './session.ts';
import type {Slot} from './slots.ts';

/** A task that has not been started. */
export interface WaitingTask {
  readonly needs: FollowedNeeds<TaskName>;
  /** Aborted when the task must not start any more. */
  readonly signal: AbortSignal;
  readonly slot: Slot;
  /** Settles once no orphan of a dead run can be in its way. */
  readonly swept: Promise<void>;
}

/**
 * Waits for a task's needs, then for its slot; both together take at most its `wait_timeout`. If the task is to be skipped,
 * returns the reason.
 * @throws TaskError `wait-timed-out`, or the reason of the signal
 */
export async function untilStartable(
  task: Task,
  waiting: WaitingTask,
  session: Session,
): Promise<string | undefined> {
  const {wait_timeout: limit} = task.source;
  if (limit === undefined) return await startOf(task, waiting, session);
  const timeoutMs = parseDuration(limit);
  const deadline = session.outside.clock.deadline(timeoutMs);
  try {
    return await startOf(
      task,
      {...waiting, signal: AbortSignal.any([waiting.signal, deadline.signal])},
      session,
    );
  } catch (error) {
    if (!deadline.signal.aborted || waiting.signal.aborted) throw error;
    const unmet = waiting.needs.unmet().map(need => ({need, state: session.scheduler.stateOf(need)}));
    const slots = unmet.length === 0 && {slots: {limit: session.slots.limit, waiting: []}};
    throw new TaskError({reason: 'wait-timed-out', task: task.name, timeoutMs, unmet, ...slots});
  } finally {
    deadline.cancel();
  }
}

async function startOf(
  task: Task,
  {needs, signal, slot, swept}: WaitingTask,
  session: Session,
): Promise<string | undefined> {
  await needs.untilMet(signal);
  const because = reasonToSkip(task, session);
  if (because !== undefined) return because;
  if (task.kind.removeStrays) await raceAbort(swept, signal);
  await slot.take(signal);
  return undefined;
}

/** Why a task is not wanted in this run. */
function reasonToSkip(task: Task, {scope, skipped}: Session): string | undefined {
  const fate = decide(task, {scope, fateOf: name => (skipped.has(name) ? 'skipped' : 'run')});
  return fate.fate === 'run' ? undefined : fate.because;
}
