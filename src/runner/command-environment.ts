import type {Task} from '../model/launch-file.ts';
import {fileEnvOf} from '../plan/file-env.ts';
import {taskMark} from '../processes/task-mark.ts';
import {values} from '../values/resolve.ts';
import type {Session} from './session.ts';

/** Merges the environments of bottle, the file and the task, in ascending precedence, and adds the task's mark. */
export function commandEnvironment(task: Task, session: Session): Readonly<Record<string, string>> {
  const {text} = values(session.scope);
  const own = Object.entries(sourceEnvironment(task, session)).map(([name, value]) => [name, text(value)]);
  return {
    ...session.env,
    ...(Object.fromEntries(own) as Record<string, string>),
    ...taskMark({run: session.facts.id, task: task.name}),
  };
}

/** Merges the environments of the file and the task, with unresolved references. */
export function sourceEnvironment(task: Task, {launch, scope}: Session): Readonly<Record<string, string>> {
  const fileEnv = fileEnvOf(task, launch, path => scope.lookup(path) !== undefined);
  const own = Object.entries(task.source.env ?? {}).map(([name, value]) => [name, String(value)]);
  return {...fileEnv, ...(Object.fromEntries(own) as Record<string, string>)};
}

/** Removes unset variables from an environment. */
export function definedOnly(
  env: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
