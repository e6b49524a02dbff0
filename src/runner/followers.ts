import type {Edge, Task} from '../model/launch-file.ts';
import type {TaskName} from '../vocabulary/ids.ts';

/**
 * The tasks that still run after a task has failed. These only wait for the end of the failed task or of a task cancelled because of
 * it, or they depend on such tasks.
 */
export function followersOf(failed: TaskName, tasks: ReadonlyMap<TaskName, Task>): ReadonlySet<TaskName> {
  const users = usersIn(tasks);
  const lost = reach([failed], users, ({condition}) => condition !== 'ended');
  const first = [...lost].flatMap(name =>
    (users.get(name) ?? []).filter(({condition}) => condition === 'ended'),
  );
  return reach(
    first.map(({task}) => task).filter(name => !lost.has(name)),
    users,
    () => true,
  );
}

/** A dependent and the condition of its need. */
interface User extends Pick<Edge, 'condition'> {
  readonly task: TaskName;
}

type Users = ReadonlyMap<TaskName, readonly User[]>;

function usersIn(tasks: ReadonlyMap<TaskName, Task>): Users {
  const users = new Map<TaskName, User[]>([...tasks.keys()].map(name => [name, []]));
  for (const {name: task, needs} of tasks.values())
    for (const {to, condition} of needs) users.get(to)?.push({task, condition});
  return users;
}

/** The given tasks and their transitive dependents along the edges that `follows` accepts. */
function reach(
  from: readonly TaskName[],
  users: Users,
  follows: (user: User) => boolean,
): ReadonlySet<TaskName> {
  const found = new Set(from);
  // Iterating over a set includes items added during the iteration.
  for (const name of found) for (const user of users.get(name) ?? []) if (follows(user)) found.add(user.task);
  return found;
}
