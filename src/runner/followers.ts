import type {Edge, Task} from '../model/launch-file.ts';
import type {TaskName} from '../vocabulary/ids.ts';

/**
 * The tasks that still run after a task has failed: those that need it, or a task cancelled because of it, only to have
 * ended, and their dependents.
 */
export function followersOf(failed: TaskName, tasks: ReadonlyMap<TaskName, Task>): ReadonlySet<TaskName> {
  const lost = reach([failed], tasks, ({condition}) => condition !== 'ended');
  const first = usersOf(lost, tasks, ({condition}) => condition === 'ended').filter(name => !lost.has(name));
  return reach(first, tasks, () => true);
}

/** The given tasks and their transitive dependents along the edges that `follows` accepts. */
function reach(
  from: readonly TaskName[],
  tasks: ReadonlyMap<TaskName, Task>,
  follows: (edge: Edge) => boolean,
): ReadonlySet<TaskName> {
  const found = new Set(from);
  for (let size = -1; size !== found.size;) {
    size = found.size;
    for (const name of usersOf(found, tasks, follows)) found.add(name);
  }
  return found;
}

function usersOf(
  needed: ReadonlySet<TaskName>,
  tasks: ReadonlyMap<TaskName, Task>,
  follows: (edge: Edge) => boolean,
): readonly TaskName[] {
  const uses = (task: Task): boolean => task.needs.some(edge => needed.has(edge.to) && follows(edge));
  return [...tasks.values()].filter(uses).map(({name}) => name);
}
