import {closure, restricted} from '../graph/graph.ts';
import {badEnd, type TaskState} from '../lifecycle/task-state.ts';
import type {RunEventBody} from '../vocabulary/event.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import type {Leftover} from '../vocabulary/leftover.ts';
import type {PendingRequests} from './pending-requests.ts';
import {RefusedByRun, type DownOptions, type RunControl, type TaskOutputs} from './run-control.ts';
import {execTarget} from './exec-target.ts';
import {joinTasks} from './join-tasks.ts';
import type {Session} from './session.ts';

/** The parts of a run that requests use. */
export interface ControlContext {
  readonly session: Session;
  readonly requests: PendingRequests;
  /** Called after the desired states have changed. */
  wake(): void;
  /** Ends the run. */
  end(options: DownOptions): void;
  /** Resolves after the teardown. */
  readonly ended: Promise<readonly Leftover[]>;
}

/** Lets other processes control a run. */
export function controlRun({session, requests, wake, end, ended}: ControlContext): RunControl {
  const {desired, stop, emit, table} = session;
  const settled = async (tasks: Iterable<TaskName>) => {
    wake();
    return await requests.settle(tasks);
  };
  const begin = (what: Requested, tasks: readonly TaskName[]): void => {
    const unknown = tasks.find(task => !table.tasks.includes(task));
    if (unknown !== undefined)
      throw new RefusedByRun({reason: 'unknown-task', task: unknown, known: table.tasks});
    if (stop.signal.aborted) throw new RefusedByRun({reason: 'run-stopping'});
    emit({type: 'run-requested', what, tasks});
  };
  return {
    async stop(tasks) {
      begin('stop', tasks);
      desired.stop(tasks);
      return await settled(withDependents(tasks, session).filter(task => desired.of(task) === 'stopped'));
    },
    async start(tasks) {
      await joinTasks(tasks, session);
      begin('start', tasks);
      return await settled(startAll(tasks, session));
    },
    async restart(tasks, {deps, renew}) {
      begin('restart', tasks);
      const started = startAll(tasks, session);
      const roots = renew ? [...tasks, ...reusedBy(tasks, session)] : tasks;
      const all = deps ? withDependents(roots, session) : roots;
      const restarted = all.filter(task => roots.includes(task) || table.stateOf(task).status !== 'exited');
      desired.again(restarted, 'requested', renew);
      return await settled([...started, ...restarted].filter(task => desired.of(task) !== 'stopped'));
    },
    async down(options) {
      if (!stop.signal.aborted) emit({type: 'run-requested', what: 'down', tasks: []});
      end(options);
      return {leftovers: await ended};
    },
    outputs: () => outputsOf(session),
    execTarget: async task => await execTarget(task, session),
  };
}

type Requested = Extract<RunEventBody, {type: 'run-requested'}>['what'];

/** Starts tasks and their dependencies. Returns the tasks to wait for. */
function startAll(tasks: readonly TaskName[], session: Session): readonly TaskName[] {
  const {desired, table} = session;
  desired.allow(tasks);
  const needed = [...closure(session.graph, tasks)];
  const ended = needed.filter(task => isOver(table.stateOf(task), tasks.includes(task)));
  const stopped = needed.filter(task => !ended.includes(task) && isDown(table.stateOf(task)));
  const lost = withDependents([...ended, ...stopped], session).filter(task => {
    const {status} = table.stateOf(task);
    return (status === 'cancelled' || isDown(table.stateOf(task))) && desired.of(task) !== 'stopped';
  });
  desired.again([...ended, ...lost.filter(task => badEnd(table.stateOf(task)))], 'requested');
  return [...new Set([...tasks, ...ended, ...stopped, ...lost])];
}

/**
 * Whether a task has ended and only a request starts it again. A service that exited as `on_exit` allows is started only if it is
 * named.
 */
function isOver(state: TaskState, isNamed: boolean): boolean {
  return badEnd(state) !== undefined || (isNamed && state.status === 'exited');
}

function isDown({status}: TaskState): boolean {
  return status === 'stopped' || status === 'stopping';
}

/** The tasks and their dependents. Dependents that use the terminal are left alone, so no terminal session is lost. */
function withDependents(tasks: readonly TaskName[], session: Session): readonly TaskName[] {
  const follows = (task: TaskName): boolean =>
    tasks.includes(task) || !(session.tasks.get(task)?.isInteractive() ?? false);
  return [...closure(restricted(session.taskGraph.dependents, follows), tasks)];
}

/** The tasks and their dependencies whose results are kept when they are stopped. */
function reusedBy(tasks: readonly TaskName[], session: Session): readonly TaskName[] {
  return [...closure(session.graph, tasks)].filter(task => session.tasks.get(task)?.kind.isReused);
}

function outputsOf({table, tasks, masker}: Session): ReadonlyMap<TaskName, TaskOutputs> {
  const known = table.tasks.flatMap(task => {
    const values = table.outputsOf(task);
    if (!values) return [];
    const declared: readonly string[] = tasks.get(task)?.source.secret_outputs ?? [];
    const secret = Object.entries(values).flatMap(([name, value]) =>
      declared.includes(name) || masker.hasSecret(value) ? [name] : [],
    );
    return [[task, {values, secret}] as const];
  });
  return new Map(known);
}
