import type {ImpliedNeed} from '../../tasks/kind.ts';
import {eachChild} from '../yaml/errors-below.ts';
import type {KeyPath} from '../yaml/parsed-file.ts';

/** A string of the launch file, and the meaning of `${{ }}` in it. */
export interface SourceText {
  readonly path: KeyPath;
  readonly text: string;
  readonly use: TextUse;
}

/**
 * - `text`: references are replaced.
 * - `script`: references become variables of the shell.
 * - `condition`: a single expression.
 * - `fixed`: no references, since the value must be known before the run.
 * - `pattern`: a regular expression; no references either.
 */
export type TextUse = 'text' | 'script' | 'condition' | 'fixed' | 'pattern';

/** Every string in a task, in file order. `named` are the tasks that the keys of the task name. */
export function textsOfTask(
  path: KeyPath,
  keys: object,
  named: readonly NamedTask[],
  isWanted?: (text: string) => boolean,
): readonly SourceText[] {
  const keysByName = new Map<string, string[]>();
  for (const {task, key} of named) {
    const others = keysByName.get(task) ?? [];
    if (!others.includes(key)) keysByName.set(task, [...others, key]);
  }
  const use = (inside: KeyPath, text: string) => useOf(inside.slice(path.length), text, keysByName);
  return textsIn(path, keys, use, isWanted);
}

type NamedTask = Pick<ImpliedNeed, 'key' | 'task'>;

/**
 * The strings at or below `path` that pass `isWanted`, in file order. Paths are created only for these, since there may be
 * 200,000 strings.
 */
export function textsIn(
  path: KeyPath,
  value: unknown,
  use: (path: KeyPath, text: string) => TextUse,
  isWanted: (text: string) => boolean = () => true,
): readonly SourceText[] {
  const found: SourceText[] = [];
  const keys = [...path];
  collect(value);
  return found;

  function collect(part: unknown): void {
    if (typeof part !== 'string') {
      eachChild(part, collectChild);
    } else if (isWanted(part)) {
      const at = [...keys];
      found.push({path: at, text: part, use: use(at, part)});
    }
  }

  function collectChild(key: string | number, child: unknown): void {
    keys.push(key);
    collect(child);
    keys.pop();
  }
}

/** Whether a string may contain references. */
export function mayRefer(text: string): boolean {
  return text.includes('${{');
}

/** Whether a string is used only after its task has outputs: in probes and during teardown. */
export function mayReadOwnOutputs(path: KeyPath): boolean {
  return path[0] === 'tasks' && ['ready', 'liveness', 'stop', 'undo'].includes(String(path[2]));
}

/** Keys whose values are needed for the plan. Durations, numbers and names of outputs have a form that excludes references. */
const alwaysFixed = ['needs', 'description', 'tags', 'secret_outputs', 'watch', 'shell'];

/** Keys of a task whose strings are scripts. */
const commands = ['run', 'serve', 'stop', 'undo'];

/** Maps whose keys are the user's own names. */
const mapsOfUsers = [
  ...['env', 'labels', 'args', 'headers', 'request_headers'],
  ...['annotations', 'aux_addresses', 'driver_opts', 'options', 'storage_opt', 'sysctls'],
];

function useOf(path: KeyPath, text: string, keysByName: ReadonlyMap<string, readonly string[]>): TextUse {
  const [key = ''] = path;
  const isName = keysByName.get(text)?.some(name => path.includes(name)) === true;
  if (alwaysFixed.includes(String(key)) || isName) return 'fixed';
  if (key === 'if') return 'condition';
  if (mapsOfUsers.includes(String(path.at(-2)))) return 'text';
  if (path.at(-1) === 'command') return 'script';
  if (key === 'ready' || key === 'liveness') return useInProbe(path);
  return path.length === 1 && commands.includes(String(key)) ? 'script' : 'text';
}

function useInProbe(path: KeyPath): TextUse {
  // An item of a list is used like its key.
  const key = path.findLast(part => typeof part === 'string');
  if (key === 'status' || key === 'method') return 'fixed';
  return key === 'log' || key === 'body' ? 'pattern' : 'text';
}
