import type {Graph} from '../graph/graph.ts';
import type {TaskGraph} from '../lifecycle/task-graph.ts';
import type {Task} from '../model/launch-file.ts';
import {graphOf, taskGraphOfRun} from '../plan/planned-tasks.ts';
import type {TaskTimes} from '../state/times.ts';
import type {TaskName} from '../vocabulary/ids.ts';

/** The tasks of a run and their graphs. */
export interface RunTasks {
  readonly tasks: ReadonlyMap<TaskName, Task>;
  graph(): Graph<TaskName>;
  taskGraph(): TaskGraph;
  add(added: ReadonlyMap<TaskName, Task>): void;
}

/** Creates the tasks of a run from the selected tasks. More can be added. `times` order the tasks that wait for a slot. */
export function createRunTasks(selected: ReadonlyMap<TaskName, Task>, times: TaskTimes): RunTasks {
  const tasks = new Map(selected);
  const graphs = () => ({graph: graphOf(tasks), taskGraph: taskGraphOfRun(tasks, times)});
  let current = graphs();
  return {
    tasks,
    graph: () => current.graph,
    taskGraph: () => current.taskGraph,
    add(added) {
      for (const [name, task] of added) tasks.set(name, task);
      current = graphs();
    },
  };
}
