import type {Task} from '../model/launch-file.ts';
import {fileEnvOf} from '../plan/file-env.ts';
import {taskMark} from '../processes/task-mark.ts';
import {envFilesOf, ownValue, resolveEnvFiles} from '../tasks/shared/env-files.ts';
import {values} from '../values/resolve.ts';
import type {Session} from './session.ts';

/** The env files of a task, read. */
export interface EnvFileVariables {
  /** Those of the launch file. */
  readonly file: Texts;
  /** Those of the task itself. */
  readonly task: Texts;
}

type Texts = Readonly<Record<string, string>>;

export const NO_ENV_FILES: EnvFileVariables = {file: {}, task: {}};

/** @throws TaskError `cannot-start` for a file that cannot be read */
export async function readEnvFiles(task: Task, session: Session): Promise<EnvFileVariables> {
  const {launch, scope, variables} = session;
  const resolved = values(scope);
  const ofFile = resolveEnvFiles(launch.envFiles, resolved);
  const ofTask = resolveEnvFiles(task.source.env_file, resolved);
  if (ofFile.length === 0 && ofTask.length === 0) return NO_ENV_FILES;
  const set = resolvedEnvironment({...fileEnv(task, session), ...taskEnv(task)}, session);
  const lookup = (name: string): string | undefined => ownValue(variables, name) ?? ownValue(set, name);
  const user = {dir: launch.dir, lookup, task: task.name, kind: task.kind.name};
  const file = await envFilesOf(ofFile, user);
  const own = {...user, lookup: (name: string) => lookup(name) ?? ownValue(file, name)};
  return {file, task: await envFilesOf(ofTask, own)};
}

/** Merges the environments of bottle, the file and the task, in ascending precedence, and adds the task's mark. */
export function commandEnvironment(task: Task, session: Session, files: EnvFileVariables): Texts {
  return {
    ...session.env,
    ...files.file,
    ...resolvedEnvironment(fileEnv(task, session), session),
    ...files.task,
    ...resolvedEnvironment(taskEnv(task), session),
    ...taskMark({run: session.facts.id, task: task.name}),
  };
}

/**
 * Merges the environments of the file and the task, with unresolved references.
 *
 * @param files their variables as strings of a launch file
 */
export function sourceEnvironment(task: Task, session: Session, files: EnvFileVariables): Texts {
  return {
    ...files.file,
    ...fileEnv(task, session),
    ...files.task,
    ...taskEnv(task),
  };
}

function fileEnv(task: Task, {launch, scope}: Session): Texts {
  return fileEnvOf(task, launch, path => scope.lookup(path) !== undefined);
}

function taskEnv({source}: Task): Texts {
  return Object.fromEntries(Object.entries(source.env ?? {}).map(([name, value]) => [name, String(value)]));
}

function resolvedEnvironment(env: Texts, {scope}: Session): Texts {
  const {text} = values(scope);
  return Object.fromEntries(Object.entries(env).map(([name, value]) => [name, text(value)]));
}

/** Removes unset variables from an environment. */
export function definedOnly(
  env: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
