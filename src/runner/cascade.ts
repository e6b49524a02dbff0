import {relative} from 'node:path';
import {closure, restricted} from '../graph/graph.ts';
import {badEnd, type Done, type TaskState} from '../lifecycle/task-state.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import type {TaskChange} from '../watch/watch-tasks.ts';
import {createTaskContents} from './task-contents.ts';
import type {Session} from './session.ts';

/** Restarts tasks with changed files, and then the dependents that the change affects. */
export interface Cascade {
  restart(changes: readonly TaskChange[]): void;
}

/**
 * A service stops after its dependents, and all start again. A task that ends runs again while its dependents are left alone: they
 * follow if what it made is different. The desired states and the control loop do the rest: a change during a restart begins it anew,
 * and if a task fails, its dependents are cancelled.
 */
export function createCascade(session: Session, wake: () => void): Cascade {
  const {table, tasks, desired, emit, failByBug, launch, stop, watch} = session;
  const contents = createTaskContents(session);
  /** Tasks that run again; their dependents may have to follow. */
  const running = new Set<TaskName>();

  const follow = (names: readonly TaskName[], cause: 'changed' | 'dependency'): void => {
    for (const name of names) {
      if (runsAlone(name)) running.add(name);
      else desired.again(withDependents(name), 'dependency');
    }
    desired.again(names, cause);
    wake();
  };
  /** A oneshot that leaves nothing behind; otherwise its resources would be removed while dependents use them. */
  const runsAlone = (name: TaskName): boolean => {
    const task = tasks.get(name);
    return task?.lifetime() === 'oneshot' && !task.leavesThings();
  };
  const withDependents = (name: TaskName): readonly TaskName[] => {
    const follows = (other: TaskName): boolean => other === name || mayRestart(other);
    return [...closure(restricted(session.taskGraph.dependents, follows), [name])];
  };
  /** Tasks that failed to start may start. Tasks with the terminal and services that exited as allowed are left alone. */
  const mayRestart = (name: TaskName): boolean => {
    const task = tasks.get(name);
    const state = table.stateOf(name);
    if (task?.isInteractive()) return state.status === 'cancelled';
    if (badEnd(state)) return true;
    return state.status !== 'exited' && task?.source.on_dependency_restart !== 'ignore';
  };

  const afterEnd = async (name: TaskName, end: Done): Promise<void> => {
    const isSame = contents.compare(name, end);
    const dependents = (session.taskGraph.dependents.get(name) ?? []).filter(mayRestart);
    const stateOf = (other: TaskName): TaskState => table.stateOf(other);
    follow(
      dependents.filter(other => badEnd(stateOf(other))),
      'dependency',
    );
    const users = dependents.filter(other => hasStarted(stateOf(other)));
    const starts = users.map(table.startsOf);
    if ((await isSame) || stop.signal.aborted) return;
    // Tasks that have started since then have seen the change.
    follow(
      users.filter((other, at) => table.startsOf(other) === starts[at] && hasStarted(stateOf(other))),
      'dependency',
    );
  };
  table.onMove((name, _, to) => {
    if (stop.signal.aborted || !watch.isOn) return;
    if (to.status === 'done') {
      const work = running.delete(name) ? afterEnd(name, to) : contents.compare(name, to);
      watch.compare(work.then(() => undefined)).then(wake, failByBug);
    } else if ((badEnd(to) || to.status === 'skipped') && desired.of(name) === 'up') running.delete(name);
  });
  /** A task that could not start because of another one is started with it. */
  const failedNeeds = (name: TaskName): readonly TaskName[] =>
    [...closure(session.graph, [name])].filter(need => badEnd(table.stateOf(need))?.status === 'failed');

  return {
    restart(changes) {
      if (stop.signal.aborted) return;
      const live = changes.filter(
        ({task}) => isConcerned(table.stateOf(task)) && desired.of(task) !== 'stopped',
      );
      for (const {task, files} of live)
        emit({type: 'watch-changed', task, files: files.map(file => relative(launch.dir, file))});
      follow([...new Set(live.flatMap(({task}) => [task, ...failedNeeds(task)]))], 'changed');
    },
  };
}

/** Whether a task has read its files: one that waits will read them when it starts. */
function isConcerned({status}: TaskState): boolean {
  return status !== 'waiting' && status !== 'skipped' && status !== 'stopped';
}

/** Whether a task has started, and nothing that it needs has changed since. */
function hasStarted({status}: TaskState): boolean {
  return ['starting', 'running', 'probing', 'ready', 'restarting', 'done'].includes(status);
}
