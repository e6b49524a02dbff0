import type {LaunchFile, Task} from '../model/launch-file.ts';
import {referencePaths} from '../values/reference-paths.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import {closure} from '../graph/graph.ts';

/**
 * The file's `env` as `task` gets it, references unresolved. A variable that reads outputs adds no need: it goes to the
 * tasks that need all of its tasks anyway, directly or not.
 *
 * @param isKnown whether an output can be read, given its path; that of a skipped task cannot. Default: every one can.
 */
export function fileEnvOf(
  task: Task,
  {env, tasks}: Pick<LaunchFile, 'env' | 'tasks'>,
  isKnown: (path: readonly string[]) => boolean = () => true,
): Readonly<Record<string, string>> {
  const variables = Object.entries(env).map(([name, text]) => ({name, text, outputs: outputsReadBy(text)}));
  if (variables.every(({outputs}) => outputs.length === 0)) return env;
  const needed = tasksReadyBefore(task, tasks);
  const isGiven = (path: readonly string[]): boolean =>
    path[1] !== task.name && needed.has(path[1] as TaskName) && isKnown(path);
  const gets = variables.filter(({outputs}) => outputs.every(isGiven));
  return Object.fromEntries(gets.map(({name, text}) => [name, text]));
}

/** Tasks that are ready whenever `task` starts: a need with another condition promises no outputs. */
function tasksReadyBefore(task: Task, tasks: LaunchFile['tasks']): ReadonlySet<TaskName> {
  const all = new Map([...tasks, [task.name, task]]);
  const graph = new Map(
    [...all].map(([name, {needs}]) => [
      name,
      needs.filter(({condition}) => condition === 'ready').map(({to}) => to),
    ]),
  );
  return closure(graph, [task.name]);
}

/** The outputs that a string reads, as paths: `['tasks', 'db', 'pid']`. */
export function outputsReadBy(text: string): readonly (readonly string[])[] {
  return referencePaths(text).filter(([root]) => root === 'tasks');
}
