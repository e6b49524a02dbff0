import {decide} from '../plan/decision.ts';
import type {Leftover} from '../vocabulary/leftover.ts';
import {entryOf, type TaskName} from '../vocabulary/ids.ts';
import {createControlLoop} from './control-loop.ts';
import {createPendingRequests, type PendingRequests} from './pending-requests.ts';
import {followRestarts} from './dependency-restarts.ts';
import {createExecutor} from './executor.ts';
import {keepingAlive, reasonToStop, type EndRules, type RunProgress} from './reason-to-stop.ts';
import type {Situation} from '../lifecycle/situation.ts';
import type {TaskGraph} from '../lifecycle/task-graph.ts';
import {badEnd} from '../lifecycle/task-state.ts';
import type {Session} from './session.ts';
import {leftoversAfter} from './teardown.ts';
import {whenFired} from './when-fired.ts';
import {limitWaits} from './wait-limits.ts';

/** The control loop of a live run. */
export interface RunLoop {
  /** Starts the tasks. Tasks that may conflict with orphans of dead runs wait for `swept`. */
  begin(swept: Promise<void>): void;
  /** Pending requests of other processes. */
  readonly requests: PendingRequests;
  /** Checks for due operations after the desired states have changed. */
  wake(): void;
  /** Resolves when no operation is due or running. */
  quiet(): Promise<void>;
  /** Stops all tasks and removes their resources. */
  tearDown(): Promise<readonly Leftover[]>;
}

/** The state of the run apart from its tasks. */
interface Phase {
  isPrepared: boolean;
  mayHaveOrphans: boolean;
  /** Whether all tasks have been up once. */
  isUp: boolean;
  /** Whether all tasks are up now and this has been reported. */
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
  // Interactive tasks cannot join later, because the request comes from another process.
  const terminals = [...tasks.values()].filter(task => task.isInteractive()).map(({name}) => name);
  const loop = createControlLoop({
    situation: situationReader(session, phase),
    execute: createExecutor(session),
    onIdle() {
      // Clients of the requests may read these events as soon as they have an answer.
      session.flushEvents();
      requests.answer();
      endIfOver(session, {phase, rules, terminals});
    },
    onBug: failByBug,
  });
  return {
    begin(swept) {
      // After the first operations, since engines take longer to respond.
      setImmediate(() => {
        for (const kind of new Set([...tasks.values()].map(task => task.kind))) kind.prefetch?.(services);
      });
      session.ahead.begin();
      session.earlyCommands.begin();
      phase.hasBegun = true;
      limitWaits(session);
      followRestarts(session);
      table.onMove(loop.moved);
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
    // A request may arrive while dead runs are still being recovered.
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

/** Everything that the operations of a run depend on, apart from the states and resources of its tasks. */
interface Basis {
  readonly graph: TaskGraph;
  readonly isStopping: boolean;
  readonly desires: number;
  readonly mayHaveOrphans: boolean;
  readonly holdsRemovals: boolean;
}

/** Returns the same situation as long as its basis does not change. */
function situationReader(session: Session, phase: Phase): () => Situation {
  const {stop, reserves, desired} = session;
  let last: {readonly basis: Basis; readonly situation: Situation} | undefined;
  return () => {
    const isStopping = stop.signal.aborted;
    const basis: Basis = {
      graph: session.taskGraph,
      isStopping,
      desires: desired.changes(),
      mayHaveOrphans: phase.mayHaveOrphans,
      holdsRemovals: !phase.isTeardown && (isStopping || reserves.areNeeded),
    };
    if (!last || !isSameBasis(basis, last.basis)) last = {basis, situation: situationOf(session, basis)};
    return last.situation;
  };
}

function isSameBasis(one: Basis, other: Basis): boolean {
  return (Object.keys(one) as (keyof Basis)[]).every(key => one[key] === other[key]);
}

function situationOf(session: Session, basis: Basis): Situation {
  const {tasks, table, jobs, journal, desired, watch} = session;
  const {graph, isStopping, mayHaveOrphans, holdsRemovals} = basis;
  return {
    graph,
    stateOf: table.stateOf,
    desiredOf: isStopping ? () => 'down' : desired.of,
    causeOf: desired.causeOf,
    isLeftAlone: task => watch.isOn && (tasks.get(task)?.isInteractive() ?? false),
    reusesThings: task => (tasks.get(task)?.kind.isReused ?? false) && !desired.isRenewed(task),
    hasResources: task => journal.made(task).length > 0,
    reasonToSkip: task => reasonToSkip(task, session),
    ...{jobs, mayHaveOrphans, holdsRemovals},
  };
}

/** Why a task is skipped in this run; `undefined` if it runs. Called when its needs are met. */
function reasonToSkip(name: TaskName, {tasks, table, scopes}: Session): string | undefined {
  const isSkipped = (other: TaskName): boolean =>
    tasks.has(other) && table.stateOf(other).status === 'skipped';
  const task = entryOf(tasks, name);
  const decision = decide(task, {
    scope: scopes.ofTask(task),
    outcomeOf: other => (isSkipped(other) ? 'skipped' : 'run'),
  });
  return decision.outcome === 'run' ? undefined : decision.because;
}

interface EndFacts extends Pick<RunProgress, 'terminals'> {
  readonly phase: Phase;
  readonly rules: EndRules;
}

function endIfOver(session: Session, {phase, rules, terminals}: EndFacts): void {
  const {table, tasks, failures, stop, emit, elapsedMs, desired, watch} = session;
  if (stop.signal.aborted) return;
  const isUp = phase.isPrepared && table.haveComeUp();
  const isMissing = (task: TaskName): boolean => watch.awaitsChange(task) || isLost(task, session);
  const isReady = isUp && !watch.isComparing && !table.tasks.some(isMissing);
  if (isReady && !phase.isReported && failures.length === 0)
    emit({type: 'run-ready', running: keepingAlive({tasks, table}), elapsedMs: elapsedMs()});
  phase.isReported = isReady;
  if (isReady) watch.cameUp();
  phase.isUp ||= isUp;
  const reason = reasonToStop({tasks, terminals, table, desired, failures, watch, isUp: phase.isUp}, rules);
  if (reason) stop.because(reason);
}

/** Whether the restart of a task failed. Ignores tasks that may fail. */
function isLost(name: TaskName, {table, tasks, desired}: Session): boolean {
  const mayFail = tasks.get(name)?.source.allow_failure ?? false;
  return !mayFail && desired.isPending(name) && badEnd(table.stateOf(name)) !== undefined;
}
