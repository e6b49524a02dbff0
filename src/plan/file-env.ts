import type {LaunchFile, SourceFile, Task} from '../model/launch-file.ts';
import {referencePaths} from '../values/reference-paths.ts';
import {isTaskOf, type TaskName} from '../vocabulary/ids.ts';
import {closure, type Graph} from '../graph/graph.ts';
import {kept} from '../vocabulary/kept.ts';

/** The `env` of a launch file, with the variables that a task gets. */
export interface FileEnv {
  readonly file: SourceFile;
  /** The variables, with references unresolved. */
  readonly env: Readonly<Record<string, string>>;
}

/**
 * The `env` of the files that a task belongs to, the root first. If several files set a variable, the last one takes precedence.
 * A variable that reads outputs adds no needs: it is passed only to tasks that already need all of the tasks it reads, directly
 * or indirectly.
 *
 * @param isKnown whether an output can be read, given its path; outputs of skipped tasks cannot. Default: all can be read.
 */
export function fileEnvsOf(
  task: Task,
  {tasks}: Pick<LaunchFile, 'tasks'>,
  isKnown: (path: readonly string[]) => boolean = () => true,
): readonly FileEnv[] {
  let needed: ReadonlySet<TaskName> | undefined;
  const isGiven = (path: readonly string[]): boolean => {
    needed ??= tasksReadyBefore(task, tasks);
    const [, read = ''] = path;
    return read !== task.name && isTaskOf(needed, read) && isKnown(path);
  };
  return task.sourceFiles.map(file => {
    const variables = variablesOf(file.env);
    if (variables.every(({outputs}) => outputs.length === 0)) return {file, env: file.env};
    const gets = variables.filter(({outputs}) => outputs.every(isGiven));
    return {file, env: Object.fromEntries(gets.map(({name, text}) => [name, text]))};
  });
}

/** Like {@link fileEnvsOf}, merged. */
export function fileEnvOf(...inputs: Parameters<typeof fileEnvsOf>): FileEnv['env'] {
  const [first, ...others] = fileEnvsOf(...inputs).map(({env}) => env);
  return others.length === 0 ? (first ?? {}) : (Object.assign({}, first, ...others) as FileEnv['env']);
}

/** The variables of an environment, with the outputs that they read. */
const variablesOf = kept((env: LaunchFile['env']) =>
  Object.entries(env).map(([name, text]) => ({name, text, outputs: outputsReadBy(text)})),
);

/** Tasks that are always ready when `task` starts. */
function tasksReadyBefore(task: Task, tasks: LaunchFile['tasks']): ReadonlySet<TaskName> {
  return closure(readyNeeds(tasks), readyNeedsOf(task));
}

/** For each task, the needs that are always ready when it starts. A need with another condition does not guarantee outputs. */
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
