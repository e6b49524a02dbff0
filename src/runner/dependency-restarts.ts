import type {TaskState} from '../lifecycle/task-state.ts';
import type {OutputName} from '../tasks/task-context.ts';
import {entryOf, type TaskName} from '../vocabulary/ids.ts';
import {outputsReadFrom} from './outputs-read.ts';
import type {Session} from './session.ts';

type Outputs = Readonly<Record<OutputName, string>>;

/**
 * When a task is up again after an automatic restart, restarts its dependents according to their `on_dependency_restart`. By default,
 * a dependent restarts if an output that it reads has changed. The other containers of a dependent's pod restart with it, because
 * they end with the pod's first container.
 */
export function followRestarts(session: Session): void {
  const {table, desired, taskGraph} = session;
  const last = new Map<TaskName, Outputs>();
  table.onMove((task, from, to) => {
    if (to.status !== 'ready' && to.status !== 'done') return;
    const before = last.get(task) ?? {};
    const now = table.outputsOf(task) ?? {};
    last.set(task, now);
    if (!wasRestarted(from)) return;
    const changed = Object.keys({...before, ...now}).filter(name => before[name] !== now[name]);
    const dependents = (taskGraph.dependents.get(task) ?? []).filter(
      name => hasBegun(name, session) && restarts(name, task, changed, session),
    );
    const siblings = dependents.flatMap(name => entryOf(session.tasks, name).podSiblings ?? []);
    desired.again([...dependents, ...siblings.filter(name => hasBegun(name, session))], 'dependency');
  });
}

/** Whether a task was restarted automatically. A requested restart already includes the dependents, or must not affect them. */
function wasRestarted(from: TaskState): boolean {
  if (!('interruption' in from)) return false;
  const {restarts, cause} = from.attempt;
  return restarts > 0 || cause === 'dependency';
}

/** Whether a task may have used the old outputs of its needs. A waiting task will use the new outputs anyway. */
function hasBegun(name: TaskName, {tasks, table}: Session): boolean {
  return (
    tasks.has(name) &&
    ['starting', 'running', 'probing', 'ready', 'done'].includes(table.stateOf(name).status)
  );
}

function restarts(
  name: TaskName,
  needed: TaskName,
  changed: readonly OutputName[],
  session: Session,
): boolean {
  const task = entryOf(session.tasks, name);
  if (!task.needs.some(({to, condition}) => to === needed && condition !== 'ended')) return false;
  const rule = task.source.on_dependency_restart;
  if (rule !== undefined) return rule === 'restart';
  if (task.isInteractive()) return false;
  const read = outputsReadFrom(needed, task, session);
  return changed.some(output => read.has(output));
}
