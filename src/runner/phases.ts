import type {Task} from '../config/launch-file.ts';
import type {Kind, Leftover} from '../tasks/kind.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import {bringUp, cancel} from './bring-up.ts';
import {graphOf} from '../plan/planned-tasks.ts';
import {schedule} from './scheduler.ts';
import type {Session} from './session.ts';
import type {StopReason} from './stop.ts';
import {takeDown} from './teardown.ts';

/**
 * Brings all tasks up along their edges; settles when nothing more can come up, or the run has been stopped. Tasks that
 * strays of dead runs could be in the way of begin after `swept`.
 */
export async function bringAllUp(session: Session, jobs: number, swept: Promise<void>): Promise<void> {
  const {tasks, stop, outside} = session;
  for (const kind of new Set([...tasks.values()].map(task => task.kind))) kind.foresee?.(outside);
  const terminals = new Set([...tasks.values()].filter(isInteractive));
  await schedule({
    graph: graphOf(tasks),
    jobs,
    signal: stop.signal,
    perform: async name => {
      const task = tasks.get(name) as Task;
      if (task.kind.removeStrays) await Promise.race([swept, stop.reason]);
      const ending = await bringUp(task, session);
      if (ending === 'met') endWith(task, terminals, session);
      return ending;
    },
    cancel: (name, unmetNeed) => {
      const because =
        unmetNeed === undefined
          ? 'the run is going down'
          : `it needs \`${unmetNeed}\`, which did not come up`;
      cancel(name, because, session);
    },
  });
}

/** Ends the run where this task's end does: the `until` task, and the last one of those that had the terminal. */
function endWith(task: Task, terminals: Set<Task>, {until, stop}: Session): void {
  const hadTerminal = terminals.delete(task);
  if (task.name === until) stop.because({why: 'until', task: task.name});
  else if (hadTerminal && terminals.size === 0) stop.because({why: 'terminal', task: task.name, code: 0});
}

function isInteractive({kind, source}: Task): boolean {
  return kind.isInteractive?.(source as never) ?? false;
}

/** Holds while something is up that keeps the run from ending. */
export async function untilStopped({stop, ending, emit, elapsedMs}: Session): Promise<StopReason> {
  const isReady = !stop.signal.aborted && ending.failures.length === 0;
  const holding = ending.allUp();
  if (isReady) emit({type: 'run-ready', holding, elapsedMs: elapsedMs()});
  return await stop.reason;
}

/** Takes down everything that the run has made. */
export async function takeAllDown(session: Session, {why}: StopReason): Promise<readonly Leftover[]> {
  const {tasks, journal, emit} = session;
  const made = [...tasks.keys()].filter(name => journal.made(name).length > 0);
  emit({type: 'teardown-started', tasks: made, because: why});
  const kindOf = (name: TaskName): Kind => (tasks.get(name) as Task).kind;
  return await takeDown({...session, graph: graphOf(tasks), kindOf});
}
