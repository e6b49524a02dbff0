import {closure, reversed} from '../../graph/graph.ts';
import {graphOf} from '../../plan/planned-tasks.ts';
import type {Selection} from '../../plan/selection.ts';
import type {RunEvent} from '../../vocabulary/event.ts';
import type {TaskName} from '../../vocabulary/ids.ts';

/**
 * Decides after each event whether the call that started a detached run may return. It returns when everything is ready, except the
 * `until` task and its dependents, which may take as long as the run. If no task keeps the run alive, the call returns only when the run
 * ends, with its exit code.
 */
export function detachPoint({
  tasks,
  until,
}: Pick<Selection, 'tasks' | 'until'>): (event: RunEvent) => boolean {
  const end = until === undefined ? undefined : tasks.get(until);
  if (!end) return event => event.type === 'run-ready' && event.running.length > 0;
  const unawaited = closure(reversed(graphOf(tasks)), [end.name]);
  const awaited = [...tasks.values()].filter(({name}) => !unawaited.has(name));
  const staysUp = awaited.some(task => task.keepsRunAlive());
  const open = new Set<TaskName>(awaited.map(({name}) => name));
  return event => {
    if (isSettled(event)) open.delete(event.task);
    return staysUp && open.size === 0;
  };
}

/** Whether a task is ready, or will not become ready although the run continues. */
function isSettled(event: RunEvent): event is Extract<RunEvent, {readonly task: TaskName}> {
  const types: readonly RunEvent['type'][] = ['task-ready', 'task-done', 'task-skipped', 'task-cancelled'];
  return types.includes(event.type) || (event.type === 'task-failed' && event.allowed);
}
