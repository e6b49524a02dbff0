import type {Task} from '../model/launch-file.ts';
import {decide} from '../plan/decision.ts';
import type {Leftover} from '../vocabulary/leftover.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import {createControlLoop} from './control-loop.ts';
import {createExecutor} from './executor.ts';
import {haveComeUp, keepingAlive, reasonToStop, type EndRules} from './reason-to-stop.ts';
import type {Situation} from '../lifecycle/reconcile.ts';
import type {Session} from './session.ts';
import {leftoversAfter} from './teardown.ts';
import {whenFired} from './when-fired.ts';
import {limitWaits} from './wait-limits.ts';

/** The control loop of a live run. */
export interface RunLoop {
  /** Starts the tasks; those that may conflict with orphans of dead runs wait for `swept`. */
  begin(swept: Promise<void>): void;
  /** Resolves when no operation is due or running. */
  quiet(): Promise<void>;
  /** Stops all tasks and removes their resources. */
  tearDown(): Promise<readonly Leftover[]>;
}

/** The state of the run, in addition to the states of its tasks. */
interface Phase {
  mayHaveOrphans: boolean;
  isUp: boolean;
  isTeardown: boolean;
}

export function createRunLoop(session: Session, rules: EndRules): RunLoop {
  const {table, stop, tasks, services, budget, run, emit, failByBug} = session;
  const phase: Phase = {mayHaveOrphans: true, isUp: false, isTeardown: false};
  const loop = createControlLoop({
    situation: () => situationOf(session, phase),
    execute: createExecutor(session),
    onIdle: () => endIfOver(session, phase, rules),
    onBug: failByBug,
  });
  return {
    begin(swept) {
      for (const kind of new Set([...tasks.values()].map(task => task.kind))) kind.prefetch?.(services);
      limitWaits(session);
      table.onMove(loop.wake);
      whenFired(stop.signal, loop.wake);
      swept.then(() => {
        phase.mayHaveOrphans = false;
        loop.wake();
      }, failByBug);
      loop.wake();
    },
    quiet: loop.quiet,
    async tearDown() {
      phase.isTeardown = true;
      loop.wake();
      await loop.quiet();
      return await leftoversAfter(table, {services, budget, run, emit});
    },
  };
}

function situationOf(session: Session, phase: Phase): Situation {
  const {table, taskGraph, jobs, journal, stop, reserves} = session;
  const isStopping = stop.signal.aborted;
  return {
    graph: taskGraph,
    stateOf: table.stateOf,
    desiredOf: () => (isStopping ? 'down' : 'up'),
    hasThings: task => journal.made(task).length > 0,
    reasonToSkip: task => reasonToSkip(task, session),
    jobs,
    mayHaveOrphans: phase.mayHaveOrphans,
    holdsRemovals: !phase.isTeardown && (isStopping || reserves.areNeeded),
  };
}

/** Why a task is skipped in this run; called when its needs are met. */
function reasonToSkip(name: TaskName, {tasks, table, scope}: Session): string | undefined {
  const isSkipped = (other: TaskName): boolean =>
    tasks.has(other) && table.stateOf(other).status === 'skipped';
  const fate = decide(tasks.get(name) as Task, {
    scope,
    outcomeOf: other => (isSkipped(other) ? 'skipped' : 'run'),
  });
  return fate.outcome === 'run' ? undefined : fate.because;
}

function endIfOver(session: Session, phase: Phase, rules: EndRules): void {
  const {table, tasks, failures, stop, emit, elapsedMs} = session;
  if (stop.signal.aborted) return;
  if (!phase.isUp && haveComeUp(table.tasks.map(table.stateOf))) {
    phase.isUp = true;
    if (failures.length === 0)
      emit({type: 'run-ready', running: keepingAlive({tasks, table}), elapsedMs: elapsedMs()});
  }
  const reason = reasonToStop({tasks, table, failures, isUp: phase.isUp}, rules);
  if (reason) stop.because(reason);
}
