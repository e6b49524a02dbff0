import {existsSync} from 'node:fs';
import {dirname, join, resolve} from 'node:path';

/** The names of launch files, in order of precedence. */
export const LAUNCH_FILE_NAMES = ['bottle.yaml', 'bottle.yml'];

/** The launch file nearest to `folder`, searching upward; `undefined` if there is none. */
export function findLaunchFile(folder: string): string | undefined {
  const found = LAUNCH_FILE_NAMES.map(name => join(folder, name)).find(path => existsSync(path));
  const parent = dirname(folder);
  return found ?? (parent === folder ? undefined : findLaunchFile(parent));
}

/** The launch files and the tasks of a call. */
export interface FilesAndTasks {
  /** Absolute, or relative to the working directory. Absent for the nearest bottle.yaml. */
  readonly file?: string;
  /** More files, each overriding the ones before it. */
  readonly overrides: readonly string[];
  readonly tasks: readonly string[];
}

/** The files and tasks of a call. The files are given by `--file`, or one file precedes the tasks. */
export function filesAndTasks(
  args: readonly string[],
  files: readonly string[] | undefined,
  cwd: string,
): FilesAndTasks {
  const [file, ...overrides] = files ?? [];
  return file === undefined
    ? {...splitFileAndTasks(args, cwd), overrides: []}
    : {file, overrides, tasks: args};
}

/**
 * Splits the arguments of `bottle run [file] [task…]`. The first word is a file if it contains a `.` or `/`, which task names cannot
 * contain, or if a file with this name exists.
 */
export function splitFileAndTasks(
  args: readonly string[],
  cwd: string,
): {readonly file?: string; readonly tasks: readonly string[]} {
  const [first, ...rest] = args;
  if (first === undefined) return {tasks: []};
  return /[./]/.test(first) || existsSync(resolve(cwd, first))
    ? {file: resolve(cwd, first), tasks: rest}
    : {tasks: args};
}
