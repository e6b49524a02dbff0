import type {LaunchFile, Task} from '../model/launch-file.ts';
import {referencePaths} from '../values/reference-paths.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import {closure, type Graph} from '../graph/graph.ts';
import {kept} from '../vocabulary/kept.ts';

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
  const variables = variablesOf(env);
  if (variables.every(({outputs}) => outputs.length === 0)) return env;
  const needed = tasksReadyBefore(task, tasks);
  const isGiven = (path: readonly string[]): boolean =>
    path[1] !== task.name && needed.has(path[1] as TaskName) && isKnown(path);
  const gets = variables.filter(({outputs}) => outputs.every(isGiven));
  return Object.fromEntries(gets.map(({name, text}) => [name, text]));
}

/** The variables of an environment, with the outputs that they read. */
const variablesOf = kept((env: LaunchFile['env']) =>
  Object.entries(env).map(([name, text]) => ({name, text, outputs: outputsReadBy(text)})),
);

/** Tasks that are ready whenever `task` starts. */
function tasksReadyBefore(task: Task, tasks: LaunchFile['tasks']): ReadonlySet<TaskName> {
  return closure(readyNeeds(tasks), readyNeedsOf(task));
}

/** For each task those that are ready whenever it starts: a need with another condition promises no outputs. */
export const readyNeeds = kept(
  (tasks: LaunchFile['tasks']): Graph<TaskName> =>
    new Map([...tasks].map(([name, task]) => [name, readyNeedsOf(task)])),
);

function readyNeedsOf({needs}: Task): readonly TaskName[] {
  return needs.filter(({condition}) => condition === 'ready').map(({to}) => to);
}

/** The outputs that a string reads, as paths: `['tasks', 'db', 'pid']`. */
export function outputsReadBy(text: string): readonly (readonly string[])[] {
  return referencePaths(text).filter(([root]) => root === 'tasks');
}
