import type {Task} from '../model/launch-file.ts';
import {decide} from '../plan/decision.ts';
import type {Leftover} from '../vocabulary/leftover.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import {createControlLoop} from './control-loop.ts';
import {createPendingRequests, type PendingRequests} from './pending-requests.ts';
import {followRestarts} from './dependency-restarts.ts';
import {createExecutor} from './executor.ts';
import {haveComeUp, keepingAlive, reasonToStop, type EndRules} from './reason-to-stop.ts';
import type {Situation} from '../lifecycle/situation.ts';
import {badEnd} from '../lifecycle/task-state.ts';
import type {Session} from './session.ts';
import {leftoversAfter} from './teardown.ts';
import {whenFired} from './when-fired.ts';
import {limitWaits} from './wait-limits.ts';

/** The control loop of a live run. */
export interface RunLoop {
  /** Starts the tasks; those that may conflict with orphans of dead runs wait for `swept`. */
  begin(swept: Promise<void>): void;
  /** Requests of other processes that are under way. */
  readonly requests: PendingRequests;
  /** Looks for operations after a change of the desired states. */
  wake(): void;
  /** Resolves when no operation is due or running. */
  quiet(): Promise<void>;
  /** Stops all tasks and removes their resources. */
  tearDown(): Promise<readonly Leftover[]>;
}

/** The state of the run, in addition to the states of its tasks. */
interface Phase {
  isPrepared: boolean;
  mayHaveOrphans: boolean;
  /** Whether all tasks have come up once. */
  isUp: boolean;
  /** Whether that is true now and has been reported. */
  isReported: boolean;
  hasBegun: boolean;
  isTeardown: boolean;
}

export function createRunLoop(session: Session, rules: EndRules): RunLoop {
  const {table, stop, tasks, services, budget, run, emit, failByBug} = session;
  const phase: Phase = {
    isPrepared: false,
    mayHaveOrphans: true,
    isUp: false,
    isReported: false,
    hasBegun: false,
    isTeardown: false,
  };
  const requests = createPendingRequests(session);
  const loop = createControlLoop({
    situation: () => situationOf(session, phase),
    execute: createExecutor(session),
    onIdle() {
      requests.answer();
      endIfOver(session, phase, rules);
    },
    onBug: failByBug,
  });
  return {
    begin(swept) {
      for (const kind of new Set([...tasks.values()].map(task => task.kind))) kind.prefetch?.(services);
      phase.hasBegun = true;
      limitWaits(session);
      followRestarts(session);
      table.onMove(loop.wake);
      whenFired(stop.signal, loop.wake);
      rules.prepared.then(() => {
        phase.isPrepared = true;
        loop.wake();
      }, failByBug);
      swept.then(() => {
        phase.mayHaveOrphans = false;
        loop.wake();
      }, failByBug);
      loop.wake();
    },
    requests,
    // A request may come while dead runs are still being recovered.
    wake: () => {
      if (phase.hasBegun) loop.wake();
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
  const {tasks, table, taskGraph, jobs, journal, stop, reserves, desired, watch} = session;
  const isStopping = stop.signal.aborted;
  return {
    graph: taskGraph,
    stateOf: table.stateOf,
    desiredOf: task => (isStopping ? 'down' : desired.of(task)),
    causeOf: desired.causeOf,
    isLeftAlone: task => watch.isOn && (tasks.get(task)?.isInteractive() ?? false),
    reusesThings: task => (tasks.get(task)?.kind.isReused ?? false) && !desired.isRenewed(task),
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
  const {table, tasks, failures, stop, emit, elapsedMs, desired, watch} = session;
  if (stop.signal.aborted) return;
  const isUp = phase.isPrepared && haveComeUp(table.tasks.map(table.stateOf));
  const isMissing = (task: TaskName): boolean => watch.awaitsChange(task) || isLost(task, session);
  const isReady = isUp && !watch.isComparing && !table.tasks.some(isMissing);
  if (isReady && !phase.isReported && failures.length === 0)
    emit({type: 'run-ready', running: keepingAlive({tasks, table}), elapsedMs: elapsedMs()});
  phase.isReported = isReady;
  if (isReady) watch.cameUp();
  phase.isUp ||= isUp;
  const reason = reasonToStop({tasks, table, desired, failures, watch, isUp: phase.isUp}, rules);
  if (reason) stop.because(reason);
}

/** Whether the restart of a task failed. Ignores tasks that may fail. */
function isLost(name: TaskName, {table, tasks, desired}: Session): boolean {
  const mayFail = tasks.get(name)?.source.allow_failure ?? false;
  return !mayFail && desired.isPending(name) && badEnd(table.stateOf(name)) !== undefined;
}
