import type {Task} from '../model/launch-file.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import {heaviestChain, type Chain, type Graph} from '../graph/graph.ts';

/**
 * The chain of needs that takes longest. A task that only has to be started does not delay its dependents. The chain omits it,
 * but not its needs.
 *
 * @param msOf how long a task takes from its start until it is ready or has ended
 */
export function longestChain(
  tasks: ReadonlyMap<TaskName, Task>,
  msOf: (task: TaskName) => number,
): Chain<TaskName> {
  const {nodes, total} = heaviestChain(momentsOf(tasks), ({task, isOver}) => (isOver ? msOf(task) : 0));
  return {nodes: nodes.filter(({isOver}) => isOver).map(({task}) => task), total};
}

/** The moment when a task starts, or when it is ready or has ended. */
interface Moment {
  readonly task: TaskName;
  readonly isOver: boolean;
}

/** The order of the moments. The duration of a task is between its two moments. */
function momentsOf(tasks: ReadonlyMap<TaskName, Task>): Graph<Moment> {
  const moments = new Map(
    [...tasks.keys()].map(task => [task, {start: {task, isOver: false}, over: {task, isOver: true}}]),
  );
  const graph = new Map<Moment, readonly Moment[]>();
  for (const [name, {start, over}] of moments) {
    const needed = (tasks.get(name)?.needs ?? []).flatMap(({to, condition}) => {
      const moment = moments.get(to);
      return moment ? [condition === 'started' ? moment.start : moment.over] : [];
    });
    graph.set(start, needed).set(over, [start]);
  }
  return graph;
}
