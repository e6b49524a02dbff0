import {relative} from 'node:path';
import {closure, restricted} from '../graph/graph.ts';
import {badEnd, type Done, type TaskState} from '../lifecycle/task-state.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import type {TaskChange} from '../watch/watch-tasks.ts';
import {createTaskContents} from './task-contents.ts';
import type {Session} from './session.ts';

/** Restarts tasks with changed files, and then the affected dependents. */
export interface Cascade {
  restart(changes: readonly TaskChange[]): void;
}

/**
 * A service is stopped after its dependents, and all of them start again. A oneshot runs again while its dependents continue, and
 * they are restarted only if its result has changed. The desired states and the control loop do the rest. A change during a restart
 * restarts the tasks again. If a task fails, its dependents are cancelled.
 */
export function createCascade(session: Session, wake: () => void): Cascade {
  const {table, tasks, desired, emit, failByBug, launch, stop, watch} = session;
  const contents = createTaskContents(session);
  /** Oneshots that run again, whose dependents may be restarted afterwards. */
  const running = new Set<TaskName>();

  const follow = (names: readonly TaskName[], cause: 'changed' | 'dependency'): void => {
    for (const name of names) {
      if (runsAlone(name)) running.add(name);
      else desired.again(withDependents(name), 'dependency');
    }
    desired.again(names, cause);
    wake();
  };
  /**
   * Whether a task runs again without its dependents. Only for oneshots without resources, because removing resources would affect
   * the dependents.
   */
  const runsAlone = (name: TaskName): boolean => {
    const task = tasks.get(name);
    return task?.lifetime() === 'oneshot' && !task.leavesResources();
  };
  const withDependents = (name: TaskName): readonly TaskName[] => {
    const follows = (other: TaskName): boolean => other === name || mayRestart(other);
    return [...closure(restricted(session.taskGraph.dependents, follows), [name])];
  };
  /**
   * Whether a dependent may be restarted or, if it failed, started. Tasks that use the terminal and services that exited as allowed
   * are left alone.
   */
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
    // Tasks that have started in the meantime already use the new result.
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
  /** The failed needs of a task, which are started along with it. */
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

/** Whether a task has already read its files. A waiting task reads them when it starts. */
function isConcerned({status}: TaskState): boolean {
  return status !== 'waiting' && status !== 'skipped' && status !== 'stopped';
}

/** Whether a task has started and has neither failed nor been stopped. */
function hasStarted({status}: TaskState): boolean {
  return ['starting', 'running', 'probing', 'ready', 'restarting', 'done'].includes(status);
}
