import type {Task} from '../config/launch-file.ts';
import {decide} from '../plan/fate.ts';
import type {Up} from '../tasks/kind.ts';
import {parseDuration} from '../vocabulary/duration.ts';
import {TaskError} from '../vocabulary/failure.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import {asFailure} from './as-failure.ts';
import {attempt, type Try} from './attempt.ts';
import type {Session} from './session.ts';
import {supervise} from './supervise.ts';
import {takeTaskDown} from './teardown.ts';

/**
 * The life of one task on the way up, told as events:
 *
 *     (needs met) ─▶ skipped
 *          └──▶ started ─▶ [retried ─▶ started]… ─▶ done | ready | failed | cancelled
 *
 * Never rejects. Gives whether what needs the task may go on.
 */
export async function bringUp(task: Task, session: Session): Promise<'met' | 'unmet'> {
  const because = reasonToSkip(task, session);
  if (because !== undefined) {
    session.skipped.add(task.name);
    session.emit({type: 'task-skipped', task: task.name, because});
    return 'met';
  }
  const {clock} = session.outside;
  const startedAt = clock.now();
  const elapsedMs = (): number => clock.now() - startedAt;
  try {
    const up = await withTimeout(task, session, async attempts => await tryOften(task, attempts, session));
    const tookMs = elapsedMs();
    session.emit({...readyEvent(task, up, session), elapsedMs: tookMs});
    if (isTelling(task, up)) session.times.set(task.name, Math.round(tookMs));
    if (task.kind.holds) session.ending.hold(task.name);
    if (up.ended) session.watches.add(supervise(task, up, session));
    return 'met';
  } catch (error) {
    if (session.stop.signal.aborted && !(error instanceof TaskError)) {
      cancel(task.name, 'the run is going down', session);
    } else {
      const failure = asFailure(error, task.name);
      session.emit({type: 'task-failed', task: task.name, failure, elapsedMs: elapsedMs()});
      session.ending.fail(failure);
      // Nothing needs it; what is left of it need not wait for the rest.
      await takeTaskDown(task.name, {...session, kindOf: () => task.kind});
    }
    return 'unmet';
  }
}

/** Notes that a task was not brought up, or not to its end, though nothing is wrong with it. */
export function cancel(task: TaskName, because: string, {cancelled, emit}: Session): void {
  cancelled.add(task);
  emit({type: 'task-cancelled', task, because});
}

/** Why a task is not wanted in this run. */
function reasonToSkip(task: Task, {scope, skipped}: Session): string | undefined {
  const fate = decide(task, {scope, fateOf: name => (skipped.has(name) ? 'skipped' : 'wanted')});
  return fate.fate === 'wanted' ? undefined : fate.because;
}

function readyEvent(task: Task, {unchanged}: Up, {outputs}: Session) {
  // What it printed was told line by line.
  const {stdout, ...given} = outputs.get(task.name) ?? {};
  const told = {task: task.name, outputs: given};
  return task.kind.lasting === 'stays'
    ? {type: 'task-ready' as const, ...told}
    : {type: 'task-done' as const, ...told, ...(unchanged !== undefined && {because: unchanged})};
}

/** Whether its time tells how long it takes: not a person at the terminal, nor that there was nothing to do. */
function isTelling({kind, source}: Task, {unchanged}: Up): boolean {
  return unchanged === undefined && !(kind.isInteractive?.(source as never) ?? false);
}

/** Runs `work` with a signal that fires when the run goes down or the task's own `timeout` has passed. */
async function withTimeout(task: Task, session: Session, work: (life: Life) => Promise<Up>): Promise<Up> {
  let doing = task.kind.lasting === 'ends' ? 'running' : 'starting';
  const note = (now: string): void => void (doing = now);
  const report = (now: string): void => {
    if (now === doing) return;
    doing = now;
    session.emit({type: 'task-progressed', task: task.name, doing: now});
  };
  if (task.source.timeout === undefined) return await work({signal: session.stop.signal, report, note});
  const timeoutMs = parseDuration(task.source.timeout);
  const deadline = session.outside.clock.deadline(timeoutMs);
  try {
    return await work({signal: AbortSignal.any([session.stop.signal, deadline.signal]), report, note});
  } catch (error) {
    if (!deadline.signal.aborted || session.stop.signal.aborted) throw error;
    throw new TaskError({reason: 'timed-out', task: task.name, timeoutMs, doing});
  } finally {
    deadline.cancel();
  }
}

/** What all tries of a task share. */
type Life = Omit<Try, 'number'>;

/** Tries a task as often as its `retry` says; between two tries what the first one made is taken down. */
async function tryOften(task: Task, life: Life, session: Session): Promise<Up> {
  const {attempts: wanted = 1, delay = '0s'} = task.source.retry ?? {};
  for (let number = 1; ; number++) {
    session.emit({type: 'task-started', task: task.name, attempt: number});
    try {
      return await attempt(task, {...life, number}, session);
    } catch (error) {
      if (!(error instanceof TaskError) || life.signal.aborted) throw error;
      const {failure} = error;
      const attempts = task.kind.tries?.(task.source as never, failure) ?? wanted;
      if (number >= attempts) throw error;
      session.emit({type: 'task-retried', task: task.name, attempt: number + 1, attempts, failure});
      await takeTaskDown(task.name, {...session, kindOf: () => task.kind});
      await session.outside.clock.sleep(parseDuration(delay), life.signal);
      life.signal.throwIfAborted();
    }
  }
}
