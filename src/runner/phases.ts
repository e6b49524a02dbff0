import type {Task} from '../model/launch-file.ts';
import type {Kind, Leftover} from '../tasks/kind.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import {bringUp} from './bring-up.ts';
import type {Session} from './session.ts';
import type {StopReason} from './stop.ts';
import {takeDown} from './teardown.ts';

/**
 * Brings all tasks up, each once its needs are met; settles when nothing more can come up, or the run has been stopped. Tasks
 * that orphans of dead runs could be in the way of begin after `swept`.
 */
export async function bringAllUp(session: Session, swept: Promise<void>): Promise<void> {
  const {tasks, outside} = session;
  for (const kind of new Set([...tasks.values()].map(task => task.kind))) kind.prefetch?.(outside);
  await Promise.all([...tasks.values()].map(async task => await bringUp(task, session, swept)));
}

/** Holds while something is up that keeps the run from ending. */
export async function untilStopped({stop, ending, emit, elapsedMs}: Session): Promise<StopReason> {
  const isReady = !stop.signal.aborted && ending.failures.length === 0;
  const holding = ending.allUp();
  if (isReady) emit({type: 'run-ready', running: holding, elapsedMs: elapsedMs()});
  return await stop.reason;
}

/** Takes down everything that the run has made. */
export async function takeAllDown(session: Session, {why}: StopReason): Promise<readonly Leftover[]> {
  const {tasks, journal, emit} = session;
  session.logs.economize();
  await session.reserves.release();
  const made = [...tasks.keys()].filter(name => journal.made(name).length > 0);
  emit({type: 'teardown-started', tasks: made, because: why});
  const kindOf = (name: TaskName): Kind => (tasks.get(name) as Task).kind;
  return await takeDown({...session, kindOf});
}
