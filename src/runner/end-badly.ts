import type {Task} from '../model/launch-file.ts';
import type {TaskFailure} from '../vocabulary/failure.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import type {BrokenNeed, Standing} from './scheduler.ts';
import type {Session} from './session.ts';
import type {TaskState} from './task-state.ts';
import {takeTaskDown} from './teardown.ts';

/** Reports that a task has failed, and what follows from that (see {@link failed}). */
export async function fail(
  task: Task,
  failure: TaskFailure,
  elapsedMs: number,
  session: Session,
): Promise<void> {
  if (failure.reason === 'exhausted') session.reserves.areNeeded = true;
  const allowed = task.source.allow_failure ?? false;
  session.emit({type: 'task-failed', task: task.name, failure, elapsedMs, allowed});
  await failed(task, failure, session);
}

/** Ends a task that has failed: what depends on it is cancelled, and the run ends unless the failure is allowed. */
export async function failed(task: Task, failure: TaskFailure, session: Session): Promise<void> {
  const {scheduler, ending, exits} = session;
  if (failure.reason === 'exited' && failure.exit.code !== undefined) exits.set(task.name, failure.exit.code);
  scheduler.setState(task.name, 'stopping');
  if (!(task.source.allow_failure ?? false)) ending.fail(failure);
  await stopEarly(task, session);
  scheduler.setState(task.name, 'failed');
  ending.over(task.name, 'failed');
}

/** Cancels a task whose need is broken, and with it what needs the task; one that has done its work stays as it is. */
export function giveUp(task: Task, {node}: BrokenNeed<TaskName>, session: Session): void {
  const {scheduler, cancelled} = session;
  const state = scheduler.stateOf(task.name);
  const isDone = state === 'ready' && task.kind.lasting === 'ends';
  if (isDone || ['skipped', 'stopping', 'failed', 'cancelled'].includes(state)) return;
  reportCancelled(
    task.name,
    `it needs \`${node}\`, which ${cancelled.has(node) ? 'was cancelled' : 'failed'}`,
    session,
  );
}

/** Ends a task with which nothing is wrong: it has been given up, or the run is stopping. */
export async function cancel(task: Task, session: Session): Promise<void> {
  const {scheduler, ending} = session;
  if (scheduler.stateOf(task.name) !== 'stopping') reportCancelled(task.name, 'the run is stopping', session);
  await stopEarly(task, session);
  scheduler.setState(task.name, 'cancelled');
  ending.over(task.name, 'cancelled');
}

function reportCancelled(task: TaskName, because: string, {cancelled, emit, scheduler}: Session): void {
  cancelled.add(task);
  emit({type: 'task-cancelled', task, because});
  scheduler.setState(task, 'stopping');
}

/**
 * Stops a task while the run goes on, after those that depend on it have stopped. If the run is stopping, the teardown does
 * that for all tasks.
 */
async function stopEarly({name, kind}: Task, session: Session): Promise<void> {
  if (session.reserves.areNeeded) return;
  const {scheduler, dependents, tasks, stop} = session;
  const users = (dependents.get(name) ?? []).map(node => ({
    node,
    standing: (state: TaskState) => whileStopping(state, tasks.get(node)?.kind.lasting === 'stays'),
  }));
  const followed = scheduler.follow(users);
  try {
    await followed.untilMet(stop.signal);
    await takeTaskDown(name, {...session, kindOf: () => kind});
  } catch (error) {
    if (!stop.signal.aborted) throw error;
  } finally {
    followed.close();
  }
}

/** Whether a dependent still has to stop; all that has begun will, since a need of it is broken. */
function whileStopping(state: TaskState, staysUp: boolean): Standing {
  const isUp = state === 'ready' && staysUp;
  return isUp || ['starting', 'started', 'stopping'].includes(state) ? 'open' : 'met';
}
