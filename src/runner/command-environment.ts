import {sourceFileOf, type SourceFile, type Task} from '../model/launch-file.ts';
import {fileEnvsOf} from '../plan/file-env.ts';
import {taskMark} from '../processes/task-mark.ts';
import type {EnvFiles} from '../schema/values.ts';
import {envFilesOf, ownValue, resolveEnvFiles} from '../tasks/shared/env-files.ts';
import type {LookupVariable} from '../values/expand-variables.ts';
import {values} from '../values/resolve.ts';
import type {ValueSource} from '../values/value-source.ts';
import type {Session} from './session.ts';

/** The variables from a task's env files. */
export interface EnvFileVariables {
  /** The variables from env files of the launch file. */
  readonly file: Texts;
  /** The variables from env files of the task. */
  readonly task: Texts;
}

type Texts = Readonly<Record<string, string>>;

export const NO_ENV_FILES: EnvFileVariables = {file: {}, task: {}};

/** Reads the env files of a task. @throws TaskError `cannot-start` if a file cannot be read */
export async function readEnvFiles(task: Task, session: Session): Promise<EnvFileVariables> {
  const {scopes} = session;
  if (!hasEnvFiles(task)) return NO_ENV_FILES;
  const around = {...resolvedFileEnv(task, session), ...resolvedTaskEnv(task, session)};
  const reader = {task: task.name, kind: task.kind.name};
  let file: Texts = {};
  for (const source of task.sourceFiles) {
    const {dir, envFiles, envFilesAt} = source;
    const scope = scopes.ofFile(source);
    const lookup = lookupIn(scope, around, file);
    file = {
      ...file,
      ...(await envFilesOf(resolveEnvFiles(envFiles, values(scope)), {
        ...{...reader, dir, lookup},
        ...(envFilesAt && {positions: envFilesAt}),
      })),
    };
  }
  const scope = scopes.ofTask(task);
  const own = resolveEnvFiles(task.source.env_file, values(scope));
  const lookup = lookupIn(scope, around, file);
  const positions = task.envFilesAt && {positions: task.envFilesAt.task};
  return {
    file,
    task: await envFilesOf(own, {...reader, ...positions, dir: sourceFileOf(task).dir, lookup}),
  };
}

/** Whether env files of a task or of its launch files are read for its commands. */
export function hasEnvFiles({source, sourceFiles}: Task): boolean {
  const hasFiles = (files: EnvFiles | undefined): boolean => files !== undefined && files.length > 0;
  return hasFiles(source.env_file) || sourceFiles.some(({envFiles}) => hasFiles(envFiles));
}

/** The lookup for variables in an env file. bottle's own environment has precedence, as in Compose. */
function lookupIn(scope: ValueSource, ...others: readonly Texts[]): LookupVariable {
  return name =>
    setVariable(scope, name) ?? others.map(texts => ownValue(texts, name)).find(value => value !== undefined);
}

/** The value of `${{ env.NAME }}`; `undefined` if it is not set. */
export function setVariable(scope: ValueSource, name: string): string | undefined {
  return scope.isSet?.(['env', name]) === true ? scope.lookup(['env', name]) : undefined;
}

/**
 * Merges the environments of bottle, the file and the task, in ascending precedence, and adds the task's mark.
 *
 * @param runVariables variables of the run, which the file's variables override; default: none
 */
export function commandEnvironment(
  task: Task,
  session: Session,
  files: EnvFileVariables,
  runVariables: Texts = {},
): Texts {
  return {
    ...(Object.assign({}, ...task.sourceFiles.map(exportedDotenv)) as Texts),
    ...session.env,
    ...runVariables,
    ...files.file,
    ...resolvedFileEnv(task, session),
    ...files.task,
    ...resolvedTaskEnv(task, session),
    ...taskMark({run: session.facts.id, task: task.name}),
  };
}

function exportedDotenv({dotenv: {isExported, variables}}: SourceFile): Texts {
  return isExported ? variables : {};
}

/**
 * Merges the environments of the file and the task, with unresolved references.
 *
 * @param files the variables of env files, as strings of a launch file
 */
export function sourceEnvironment(task: Task, session: Session, files: EnvFileVariables): Texts {
  const fileEnvs = fileEnvsOf(task, session.launch, path => session.scope.lookup(path) !== undefined);
  return {
    ...files.file,
    ...(Object.assign({}, ...fileEnvs.map(({env}) => env)) as Texts),
    ...files.task,
    ...taskEnv(task),
  };
}

function resolvedFileEnv(task: Task, {launch, scope, scopes}: Session): Texts {
  const envs = fileEnvsOf(task, launch, path => scope.lookup(path) !== undefined);
  return Object.assign({}, ...envs.map(({file, env}) => resolvedIn(scopes.ofFile(file), env))) as Texts;
}

function resolvedTaskEnv(task: Task, {scopes}: Session): Texts {
  return resolvedIn(scopes.ofTask(task), taskEnv(task));
}

function taskEnv({source}: Task): Texts {
  return Object.fromEntries(Object.entries(source.env ?? {}).map(([name, value]) => [name, String(value)]));
}

function resolvedIn(scope: ValueSource, env: Texts): Texts {
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
