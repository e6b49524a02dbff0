import type {Task} from '../model/launch-file.ts';
import {isInteractive} from '../plan/interactive.ts';
import type {Up} from '../tasks/kind.ts';
import {TaskError, type TaskFailure} from '../vocabulary/failure.ts';
import {asFailure} from './as-failure.ts';
import {attempts} from './attempts.ts';
import {cancel, fail, giveUp} from './end-badly.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import type {BrokenNeed} from './scheduler.ts';
import type {Session} from './session.ts';
import {supervise} from './supervise.ts';
import {needOf} from './task-state.ts';
import {untilStartable} from './until-startable.ts';

/**
 * The life of one task until it is up, as events (task-state.ts has its states):
 *
 *     (needs met) ─▶ skipped
 *          └──▶ started ─▶ [retried ─▶ started]… ─▶ done | ready | failed | cancelled
 *
 * Never rejects. `swept` settles once no orphan of a dead run can be in the way.
 */
export async function bringUp(task: Task, session: Session, swept: Promise<void>): Promise<void> {
  const {scheduler, slots, stop, tasks, outside} = session;
  const slot = slots.of(task.name);
  const needs = scheduler.follow(task.needs.filter(({to}) => tasks.has(to)).map(needOf));
  // In the same moment, so that all that cannot go on is known before the failure ends the run.
  needs.broken.addEventListener('abort', () =>
    giveUp(task, needs.broken.reason as BrokenNeed<TaskName>, session),
  );
  const signal = AbortSignal.any([needs.broken, stop.signal]);
  let startedAt = outside.clock.now();
  const elapsedMs = (): number => outside.clock.now() - startedAt;
  try {
    const because = await untilStartable(task, {needs, signal, slot, swept}, session);
    if (because !== undefined) {
      skip(task, because, session);
      return;
    }
    startedAt = outside.clock.now();
    const up = await attempts(task, {signal, slot}, session);
    needs.broken.throwIfAborted();
    becomeReady(task, up, elapsedMs(), session);
    if (task.kind.lasting === 'stays') session.watches.add(supervise(task, up, signal, session));
  } catch (error) {
    const failure = withSlotWaiters(asFailure(error, task.name, session.reserves.descriptorLimit), slots);
    slot.release();
    // What fails when a need of it has gone is not to blame.
    if (needs.broken.aborted || (stop.signal.aborted && !(error instanceof TaskError))) {
      await cancel(task, session);
    } else {
      await fail(task, failure, elapsedMs(), session);
    }
  } finally {
    slot.release();
  }
}

/** A deadline may have passed because what the task waited for had no slot, while it held one itself. */
function withSlotWaiters(failure: TaskFailure, {limit, waiting}: Session['slots']): TaskFailure {
  const names = waiting();
  if (names.length === 0) return failure;
  const isDeadline =
    failure.reason === 'not-ready' || failure.reason === 'timed-out' || failure.reason === 'wait-timed-out';
  return isDeadline ? {...failure, slots: {limit, waiting: names}} : failure;
}

function skip({name}: Task, because: string, {skipped, emit, scheduler, ending}: Session): void {
  skipped.add(name);
  emit({type: 'task-skipped', task: name, because});
  scheduler.setState(name, 'skipped');
  ending.over(name, 'succeeded');
}

function becomeReady(task: Task, up: Up, elapsedMs: number, session: Session): void {
  const {name, kind} = task;
  session.emit({...readyEvent(task, up, session), elapsedMs});
  if (isRepresentative(task, up)) session.times.set(name, Math.round(elapsedMs));
  if (kind.lasting === 'ends') session.exits.set(name, 0);
  if (kind.holds) session.ending.hold(name);
  session.scheduler.setState(name, 'ready');
  session.ending.over(name, 'succeeded');
}

function readyEvent(task: Task, {unchanged}: Up, {outputs}: Session) {
  // What it printed was told line by line.
  const {stdout, ...given} = outputs.get(task.name) ?? {};
  const told = {task: task.name, outputs: given};
  return task.kind.lasting === 'stays'
    ? {type: 'task-ready' as const, ...told}
    : {type: 'task-done' as const, ...told, ...(unchanged !== undefined && {because: unchanged})};
}

/** Whether its time is representative: not if a person had the terminal, or there was nothing to do. */
function isRepresentative(task: Task, {unchanged}: Up): boolean {
  return unchanged === undefined && !isInteractive(task);
}
