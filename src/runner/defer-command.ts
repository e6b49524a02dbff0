import {resolve} from 'node:path';
import type {Task} from '../model/launch-file.ts';
import type {SecretSource} from '../schema/launch-file.ts';
import type {Command} from '../schema/values.ts';
import {referencePaths} from '../values/reference-paths.ts';
import type {DeferredCommand} from '../vocabulary/deferred-command.ts';
import {sourceEnvironment, type EnvFileVariables} from './command-environment.ts';
import type {Session} from './session.ts';

/** The environment of a deferred command. */
export interface DeferredPlace {
  readonly shell: string;
  /** An absolute path. */
  readonly cwd: string;
  /** All of its variables, with references. If missing, it is a host command and gets the task's variables. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Captures a command to run later, with the current values of its references, except the task's own outputs. */
export function deferCommand(
  command: Command,
  place: DeferredPlace,
  {task, files}: {readonly task: Task; readonly files: EnvFileVariables},
  session: Session,
): DeferredCommand {
  const env =
    place.env ??
    sourceEnvironment(task, session, {
      file: withoutSecrets({...exportedDotenv(task, session), ...files.file}, session),
      task: withoutSecrets(files.task, session),
    });
  const scope = session.scopes.ofTask(task);
  const paths = [command, ...Object.values(env)].flat().flatMap(referencePaths);
  const known = paths.flatMap(path => {
    const [root, name] = path;
    const isOpen = root === 'secrets' || (root === 'tasks' && name === task.name);
    const value = isOpen ? undefined : scope.lookup(path);
    return value === undefined ? [] : [[path.join('.'), value]];
  });
  const values = withoutSecrets(Object.fromEntries(known) as Record<string, string>, session);
  const unset = paths.filter(path => path[0] === 'env' && scope.isSet?.(path) === false);
  return {
    ...{command, ...place, env, values},
    ...(unset.length > 0 && {unset: unset.map(path => path.join('.'))}),
    secrets: sourcesOf([...paths, ...secretsIn(values)], session),
  };
}

/** The exported variables of `.env` files. They are captured because another process may run the teardown without reading the files. */
function exportedDotenv({sourceFiles}: Task, {env}: Session): Readonly<Record<string, string>> {
  const exported = sourceFiles.filter(({dotenv}) => dotenv.isExported).map(({dotenv}) => dotenv.variables);
  const all = Object.assign({}, ...exported) as Readonly<Record<string, string>>;
  return Object.fromEntries(Object.entries(all).map(([name, value]) => [name, env[name] ?? value]));
}

/**
 * Replaces secrets in values with references, so that the values can be written to disk. Omits values that contain a secret without a
 * source (a secret output).
 */
export function withoutSecrets(
  values: Readonly<Record<string, string>>,
  {launch, scope, masker}: Session,
): Readonly<Record<string, string>> {
  const secrets = Object.keys(launch.secrets)
    .map(name => ({name, secret: scope.lookup(['secrets', name]) ?? ''}))
    .toSorted((a, b) => b.secret.length - a.secret.length);
  const deferred = Object.entries(values).map(([name, value]) => [name, replaced(value, secrets)] as const);
  return Object.fromEntries(deferred.filter(([, text]) => !masker.hasSecret(text)));
}

interface NamedSecret {
  readonly name: string;
  readonly secret: string;
}

/** Replaces secrets with references, and escapes any `${{` in the value itself. */
function replaced(value: string, [first, ...others]: readonly NamedSecret[]): string {
  if (first === undefined) return value.replaceAll('${{', () => '$${{');
  const pieces = first.secret === '' ? [value] : value.split(first.secret);
  return pieces.map(piece => replaced(piece, others)).join(`\${{ secrets.${first.name} }}`);
}

function secretsIn(values: Readonly<Record<string, string>>): readonly (readonly string[])[] {
  return Object.values(values).flatMap(referencePaths);
}

function sourcesOf(paths: readonly (readonly string[])[], {launch}: Session): Record<string, SecretSource> {
  const names = new Set(paths.flatMap(([root, ...rest]) => (root === 'secrets' ? [rest.join('.')] : [])));
  const sources = [...names].flatMap(name => {
    const source = launch.secrets[name];
    if (!source) return [];
    return [[name, 'env' in source ? source : {file: resolve(launch.dir, source.file)}] as const];
  });
  return Object.fromEntries(sources);
}
