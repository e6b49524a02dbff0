import type {Task} from '../config/launch-file.ts';
import type {AfterEnd, Up} from '../tasks/kind.ts';
import type {Exit, ExitFailure} from '../vocabulary/failure.ts';
import {attempt} from './attempt.ts';
import {asFailure} from './as-failure.ts';
import {LAST_LINES} from './await-ready.ts';
import type {Session} from './session.ts';
import {takeTaskDown} from './teardown.ts';

const FAIL: AfterEnd = {then: 'fail', restarts: 0, delayMs: 0};

/**
 * Watches a task that is up, and answers its unasked end as its `restart` and `on_exit` say. Settles when the run is
 * going down, the task has been given up, or its end has been ignored.
 *
 *     up ─ended─▶ restarts left? ─▶ restarted ─▶ up
 *                     └─ no ─▶ ignored | the run fails
 */
export async function supervise(task: Task, first: Up, session: Session): Promise<void> {
  const {then, restarts, delayMs} = first.afterEnd ?? FAIL;
  const isGoingDown = (): boolean => session.stop.signal.aborted;
  let up = first;
  for (let used = 0; ; used++) {
    const exit = await endBeforeStop(up, session);
    if (!exit) return;
    const answer = used < restarts ? 'restarted' : then === 'ignore' ? 'ignored' : 'failed';
    session.emit({type: 'service-ended', task: task.name, exit, then: answer});
    if (answer === 'ignored') session.ending.release(task.name);
    if (answer === 'failed') session.ending.fail(endFailure(task, up, exit, session));
    if (answer !== 'restarted') return;
    try {
      up = await restart(task, {delayMs, number: used + 2}, session);
    } catch (error) {
      if (!isGoingDown()) session.ending.fail(asFailure(error, task.name));
      return;
    }
  }
}

/** How it ended, or `undefined` once the run is going down. */
async function endBeforeStop({ended}: Up, {stop}: Session): Promise<Exit | undefined> {
  return await Promise.race([stop.reason.then(() => undefined), ended]);
}

/** Starts it again; told as what it is, another attempt of the task. */
async function restart(
  task: Task,
  {delayMs, number}: {readonly delayMs: number; readonly number: number},
  session: Session,
): Promise<Up> {
  const {stop, outside, outputs, emit} = session;
  // Members of its group may have outlived it, and with them its port.
  await takeTaskDown(task.name, {...session, kindOf: () => task.kind});
  await outside.clock.sleep(delayMs, stop.signal);
  stop.signal.throwIfAborted();
  const startedAt = outside.clock.now();
  emit({type: 'task-started', task: task.name, attempt: number});
  const report = (doing: string): void => emit({type: 'task-progressed', task: task.name, doing});
  const up = await attempt(task, {number, signal: stop.signal, report, note: () => undefined}, session);
  emit({
    type: 'task-ready',
    task: task.name,
    outputs: outputs.get(task.name) ?? {},
    elapsedMs: outside.clock.now() - startedAt,
  });
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
