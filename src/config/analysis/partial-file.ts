import type {TaskSource} from '../../schema/launch-file.ts';
import {bindTask, type BoundTask, type Kinds} from '../../tasks/bound-task.ts';
import type {Diagnostic} from '../../vocabulary/diagnostic.ts';
import {errorsBelow, isMap, type Plain} from '../yaml/errors-below.ts';
import type {ParsedFile} from '../yaml/parsed-file.ts';

/** A file whose shape has been checked, maybe with errors: what of it can still be checked. */
export interface PartialFile {
  readonly parsed: ParsedFile;
  readonly kinds: Kinds;
  /** The environment that bottle was started in. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Reads a file beside the launch file; `undefined` if it cannot be read. */
  readonly readText: (path: string) => string | undefined;
  /** The keys at the root whose values have the right shape; `tasks` aside. */
  readonly root: Plain;
  /** In file order. */
  readonly tasks: ReadonlyMap<string, PartialTask>;
  /** The names under `tasks`, `vars`, `env` and `secrets`, also where a value has a wrong shape. */
  readonly names: {
    readonly tasks: readonly string[];
    readonly vars: readonly string[];
    readonly env: readonly string[];
    readonly secrets: readonly string[];
  };
}

/** A task of a file that may have errors. */
export interface PartialTask {
  readonly name: string;
  readonly path: readonly ['tasks', string];
  /** The keys whose values have the right shape. */
  readonly keys: Plain;
  /** The whole task, where nothing in it has a wrong shape. */
  readonly validTask?: BoundTask;
}

/** @param shapeErrors what is wrong with the file's shape; what it touches is left out */
export function partialFile(
  parsed: ParsedFile,
  shapeErrors: readonly Diagnostic[],
  given: Pick<PartialFile, 'kinds' | 'env' | 'readText'>,
): PartialFile {
  const file = mapOf(parsed.value);
  const isBroken = errorsBelow(
    parsed,
    shapeErrors.flatMap(({place}) => place ?? []),
  );
  const isValid = (path: readonly string[], value: unknown) => !isBroken(path, value);
  const root = pick(file, (key, value) => key !== 'tasks' && isValid([key], value));
  const tasks = Object.entries(mapOf(file.tasks)).map(([name, value]) => {
    const path = ['tasks', name] as const;
    const whole = mapOf(value);
    const isWhole = isValid(path, value);
    const validTask = isWhole ? bindTask(whole as unknown as TaskSource, given.kinds) : undefined;
    const keys = isWhole ? whole : pick(whole, (key, part) => isValid([...path, key], part));
    return [name, {name, path, keys, ...(validTask && {validTask})}] as const;
  });
  const names = (section: string) => Object.keys(mapOf(file[section]));
  return {
    ...given,
    parsed,
    root,
    tasks: new Map(tasks),
    names: {tasks: names('tasks'), vars: names('vars'), env: names('env'), secrets: names('secrets')},
  };
}

/** Whether a name exists under one of these top-level keys, whatever its value. */
export function isNamed({parsed}: PartialFile, section: 'vars' | 'env' | 'secrets', name: string): boolean {
  return Object.hasOwn(mapOf(mapOf(parsed.value)[section]), name);
}

function pick(map: Plain, isWanted: (key: string, value: unknown) => boolean): Plain {
  return Object.fromEntries(Object.entries(map).filter(([key, value]) => isWanted(key, value)));
}

function mapOf(value: unknown): Plain {
  return isMap(value) ? value : {};
}
