import {closure, type Graph} from '../graph/graph.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import type {TaskGraph} from './task-graph.ts';
import type {AgainCause} from './task-state.ts';

/**
 * The desired state of a task. `up`: running, or completed for a oneshot. `again`: stopped, then started again. `stopped`: stopped
 * until it is started on request. `down`: stopped, with all of its resources removed, because the run ends.
 */
export type Desired = 'up' | 'again' | 'stopped' | 'down';

/** The desired states of the tasks in a run that is not stopping. Requests change them, and the last request wins. */
export interface DesiredStates {
  of(task: TaskName): Exclude<Desired, 'down'>;
  /** Reason to stop a task or to start it again. */
  causeOf(task: TaskName): AgainCause;
  /** Whether a task is being started or will be started because of {@link causeOf}, and is not ready yet. */
  isPending(task: TaskName): boolean;
  /** Stops tasks and their dependents. */
  stop(tasks: Iterable<TaskName>): void;
  /** Starts tasks and their dependencies. */
  allow(tasks: Iterable<TaskName>): void;
  /** Restarts tasks. With `renew`, nothing from their last start is reused. */
  again(tasks: Iterable<TaskName>, cause: AgainCause, renew?: boolean): void;
  /** Whether the next start of a task must not reuse anything from the last one. */
  isRenewed(task: TaskName): boolean;
  /** Records that a task is waiting for its start again. */
  renewed(task: TaskName): void;
  /** Records that a task is ready or done. */
  succeeded(task: TaskName): void;
  /** Records that a task is down. If it should be stopped, its pending restart is dropped. */
  settledDown(task: TaskName): void;
  /** The number of changes to the desired states so far. */
  changes(): number;
}

export interface DesiredOptions {
  /** The current graph, since tasks may join. */
  readonly graph: () => TaskGraph;
  /** Whether a started task continues without its needs, like a task that uses the terminal. */
  readonly staysAlone: (task: TaskName) => boolean;
  /** Whether a task is stopped now. */
  readonly isDown: (task: TaskName) => boolean;
}

/** Initially, all tasks should be up. */
export function createDesiredStates({graph, staysAlone, isDown}: DesiredOptions): DesiredStates {
  const stopped = new Set<TaskName>();
  const again = new Map<TaskName, AgainCause>();
  const causes = new Map<TaskName, AgainCause>();
  const fresh = new Set<TaskName>();
  let allStopped: ReadonlySet<TaskName> | undefined;
  let changes = 0;

  /** Finds the stopped tasks and their dependents, which cannot run either. */
  const findStopped = (): ReadonlySet<TaskName> => {
    const found = new Set<TaskName>();
    if (stopped.size === 0) return found;
    const needs = needsOf(graph());
    for (const task of graph().lastFirst.toReversed()) {
      const isLost = !staysAlone(task) && (needs.get(task) ?? []).some(need => found.has(need));
      if (stopped.has(task) || isLost) found.add(task);
    }
    return found;
  };
  const isStopped = (task: TaskName): boolean => (allStopped ??= findStopped()).has(task);
  return {
    of(task) {
      if (isStopped(task)) return 'stopped';
      return again.has(task) ? 'again' : 'up';
    },
    causeOf: task => (isStopped(task) ? undefined : (again.get(task) ?? causes.get(task))) ?? 'requested',
    isPending: task => !isStopped(task) && (causes.has(task) || again.has(task)),
    stop(tasks) {
      changes++;
      for (const task of tasks) stopped.add(task);
      allStopped = undefined;
      // Pending restarts in `again` remain, and apply again if the stop is withdrawn before the task is down. Its needs may be
      // waiting for that.
      for (const task of causes.keys()) if (isStopped(task)) causes.delete(task);
    },
    allow(tasks) {
      changes++;
      for (const task of closure(needsOf(graph()), tasks)) stopped.delete(task);
      allStopped = undefined;
    },
    again(tasks, cause, renew = false) {
      for (const task of tasks) {
        // A task that is still up restarts if the stop is withdrawn before it is down.
        if (isStopped(task) && isDown(task)) continue;
        changes++;
        again.set(task, cause);
        if (renew) fresh.add(task);
      }
    },
    isRenewed: task => fresh.has(task),
    renewed(task) {
      causes.set(task, again.get(task) ?? 'requested');
      again.delete(task);
      fresh.delete(task);
    },
    succeeded: task => void causes.delete(task),
    settledDown(task) {
      if (!isStopped(task)) return;
      again.delete(task);
      fresh.delete(task);
    },
    changes: () => changes,
  };
}

/** The needs that a task cannot run without. Excludes needs with the condition `ended`, because the task only waits for their end. */
function needsOf({needs}: TaskGraph): Graph<TaskName> {
  return new Map(
    [...needs].map(([task, all]) => [
      task,
      all.filter(({condition}) => condition !== 'ended').map(({to}) => to),
    ]),
  );
}
