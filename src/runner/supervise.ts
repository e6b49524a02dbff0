import type {Task} from '../model/launch-file.ts';
import {raceAbort} from '../processes/race-abort.ts';
import type {AfterEnd, Up} from '../tasks/kind.ts';
import type {Exit, ExitFailure} from '../vocabulary/failure.ts';
import {attempt} from './attempt.ts';
import {asFailure} from './as-failure.ts';
import {LAST_LINES} from './await-ready.ts';
import {cancel, fail, failed} from './end-badly.ts';
import type {Session} from './session.ts';
import {takeTaskDown} from './teardown.ts';

const FAIL: AfterEnd = {then: 'fail', restarts: 0, delayMs: 0};

/**
 * Watches a task that is up, and applies its `restart` and `on_exit` policies if it exits unexpectedly. Settles once the run
 * is stopping, or the task has failed or been cancelled; `signal` is aborted with the reason for either.
 *
 *     up ─ended─▶ restarts left? ─▶ restarted ─▶ up
 *      │              └─ no ─▶ ignored | failed
 *      └──a need broke──▶ cancelled
 */
export async function supervise(task: Task, first: Up, signal: AbortSignal, session: Session): Promise<void> {
  try {
    await untilFailed(task, first, signal, session);
  } catch (error) {
    if (!signal.aborted) throw error;
    if (!session.stop.signal.aborted) await cancel(task, session);
  }
}

/** @throws the signal's reason */
async function untilFailed(task: Task, first: Up, signal: AbortSignal, session: Session): Promise<void> {
  const {then, restarts, delayMs} = first.afterEnd ?? FAIL;
  const never = new Promise<never>(() => undefined);
  let up = first;
  for (let used = 0; ; used++) {
    const exit = await raceAbort(up.ended ?? never, signal);
    signal.throwIfAborted();
    if (used >= restarts) {
      await ended(task, {up, exit, then, signal}, session);
      return;
    }
    session.emit({type: 'service-ended', task: task.name, exit, then: 'restarted'});
    try {
      up = await restart(task, {delayMs, number: used + 2, signal}, session);
    } catch (error) {
      if (signal.aborted) throw error;
      await fail(task, asFailure(error, task.name, session.reserves.descriptorLimit), 0, session);
      return;
    }
  }
}

interface LastEnd {
  readonly up: Up;
  readonly exit: Exit;
  readonly then: AfterEnd['then'];
  readonly signal: AbortSignal;
}

/** It has ended, and is not started again. */
async function ended(task: Task, {up, exit, then, signal}: LastEnd, session: Session): Promise<void> {
  const {name, source} = task;
  if (exit.code !== undefined) session.exits.set(name, exit.code);
  if (then === 'ignore') {
    session.emit({type: 'service-ended', task: name, exit, then: 'ignored'});
    session.ending.release(name);
    // What is left of it still ends if a need of it breaks.
    await raceAbort(new Promise<never>(() => undefined), signal);
  }
  const answer = (source.allow_failure ?? false) ? 'allowed' : 'failed';
  session.emit({type: 'service-ended', task: name, exit, then: answer});
  await failed(task, endFailure(task, up, exit, session), session);
}

/** Restarts the task, reported as a new attempt; until it is ready again, what needs it and has not begun waits. */
async function restart(
  task: Task,
  {
    delayMs,
    number,
    signal,
  }: {readonly delayMs: number; readonly number: number; readonly signal: AbortSignal},
  session: Session,
): Promise<Up> {
  const {outside, outputs, emit, scheduler} = session;
  scheduler.setState(task.name, 'starting');
  // Members of its group may have outlived it, and with them its port.
  await takeTaskDown(task.name, {...session, kindOf: () => task.kind});
  await outside.clock.sleep(delayMs, signal);
  signal.throwIfAborted();
  const startedAt = outside.clock.now();
  emit({type: 'task-started', task: task.name, attempt: number});
  const report = (doing: string): void => emit({type: 'task-progressed', task: task.name, doing});
  // It takes no slot: what holds one may be waiting for it.
  const up = await attempt(task, {number, signal, report, note: () => undefined}, session);
  emit({
    type: 'task-ready',
    task: task.name,
    outputs: outputs.get(task.name) ?? {},
    elapsedMs: outside.clock.now() - startedAt,
  });
  scheduler.setState(task.name, 'ready');
  return up;
}

function endFailure(task: Task, {subject}: Up, exit: Exit, {logs}: Session): ExitFailure {
  const lastLines = subject.output?.last(LAST_LINES) ?? [];
  return {
    reason: 'exited',
    task: task.name,
    during: 'up',
    exit,
    terminal: false,
    lastLines,
    log: logs.pathOf(task.name),
  };
}
