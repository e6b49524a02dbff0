import type {Task} from '../model/launch-file.ts';
import {fileEnvOf} from '../plan/file-env.ts';
import {taskMark} from '../processes/task-mark.ts';
import {values} from '../values/resolve.ts';
import type {Session} from './session.ts';

/** bottle's own environment, the file's on top of it, the task's on top of that, and the task's mark. */
export function commandEnvironment(task: Task, session: Session): Readonly<Record<string, string>> {
  const {text} = values(session.scope);
  const own = Object.entries(writtenEnvironment(task, session)).map(([name, value]) => [name, text(value)]);
  return {
    ...session.env,
    ...(Object.fromEntries(own) as Record<string, string>),
    ...taskMark({run: session.facts.id, task: task.name}),
  };
}

/** The file's environment and the task's on top of it, references unresolved. */
export function writtenEnvironment(task: Task, {launch, scope}: Session): Readonly<Record<string, string>> {
  const fileEnv = fileEnvOf(task, launch, path => scope.lookup(path) !== undefined);
  const own = Object.entries(task.source.env ?? {}).map(([name, value]) => [name, String(value)]);
  return {...fileEnv, ...(Object.fromEntries(own) as Record<string, string>)};
}

/** An environment without the variables that are not set. */
export function definedOnly(
  env: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
