import type {TaskSource} from '../../schema/launch-file.ts';
import {bindTask, type BoundTask, type Kinds} from '../../tasks/bound-task.ts';
import type {Diagnostic} from '../../vocabulary/diagnostic.ts';
import {errorsBelow, isMap, type HasErrorBelow, type Plain} from '../yaml/errors-below.ts';
import type {KeyPath, ParsedFile} from '../yaml/parsed-file.ts';
import {taskName, type TaskName} from '../../vocabulary/ids.ts';

/** A task of a file that may have errors. */
export interface PartialTask {
  readonly name: TaskName;
  readonly path: readonly ['tasks', string];
  /** The keys whose values have the right shape. */
  readonly keys: Plain;
  /** The complete task, if its shape is right. */
  readonly validTask?: BoundTask;
}

/** The tasks of a file, with the parts that have the right shape. */
export function partialTasks(
  parsed: ParsedFile,
  shapeErrors: readonly Diagnostic[],
  kinds: Kinds,
): ReadonlyMap<string, PartialTask> {
  return tasksOf(parsed.value, errorChecker(parsed, shapeErrors), kinds);
}

/** Returns whether there is a shape error at or below a path. */
export function errorChecker(parsed: ParsedFile, shapeErrors: readonly Diagnostic[]): HasErrorBelow {
  return errorsBelow(
    parsed,
    shapeErrors.flatMap(({place}) => place ?? []),
  );
}

/** Like {@link partialTasks}, for a value. */
export function tasksOf(
  value: unknown,
  hasError: HasErrorBelow,
  kinds: Kinds,
): ReadonlyMap<string, PartialTask> {
  const tasks = Object.entries(mapOf(mapOf(value).tasks)).map(([name, value]) => {
    const path = ['tasks', name] as const;
    const validTask = isTaskSource(value, path, hasError) ? bindTask(value, kinds) : undefined;
    const keys = pick(mapOf(value), (key, part) => !hasError([...path, key], part));
    return [name, {name: taskName(name), path, keys, ...(validTask && {validTask})}] as const;
  });
  return new Map(tasks);
}

/** Without an error, the schema guarantees the type. */
function isTaskSource(value: unknown, path: KeyPath, hasError: HasErrorBelow): value is TaskSource {
  return !hasError(path, value);
}

/** The entries of a map that pass `isWanted`. */
export function pick(map: Plain, isWanted: (key: string, value: unknown) => boolean): Plain {
  return Object.fromEntries(Object.entries(map).filter(([key, value]) => isWanted(key, value)));
}

/** The value if it is a map, otherwise an empty map. */
export function mapOf(value: unknown): Plain {
  return isMap(value) ? value : {};
}
