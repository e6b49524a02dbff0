import {children} from './broken.ts';
import type {KeyPath} from './parsed-file.ts';

/** A text of the launch file, and what `${{ }}` may do in it. */
export interface WrittenText {
  readonly path: KeyPath;
  readonly text: string;
  readonly use: TextUse;
}

/**
 * - `text`: references are replaced.
 * - `script`: references become variables of the shell.
 * - `condition`: one expression and nothing else.
 * - `fixed`: no references, since it must be known before the run.
 * - `pattern`: a regular expression; no references either.
 */
export type TextUse = 'text' | 'script' | 'condition' | 'fixed' | 'pattern';

/** Every text in a task, in the order it is written in. */
export function textsOfTask(
  path: KeyPath,
  keys: object,
  fixedKeys: readonly string[],
): readonly WrittenText[] {
  return textsIn(path, keys, inside => useOf(inside.slice(path.length), fixedKeys));
}

/** Every text at or below `path`. */
export function textsIn(
  path: KeyPath,
  value: unknown,
  use: (path: KeyPath) => TextUse,
): readonly WrittenText[] {
  if (typeof value === 'string') return [{path, text: value, use: use(path)}];
  return children(value).flatMap(([key, child]) => textsIn([...path, key], child, use));
}

/** Whether a text stands in the probes of its task, which look at what is up already. */
export function isInReady(path: KeyPath): boolean {
  return path[0] === 'tasks' && path[2] === 'ready';
}

/** Keys whose values the plan is made from. Durations, numbers and names of outputs have a form that no reference has. */
const alwaysFixed = ['needs', 'description', 'tags', 'shell'];

function useOf(path: KeyPath, fixedKeys: readonly string[]): TextUse {
  const [key = ''] = path;
  const last = path.at(-1);
  if (alwaysFixed.includes(String(key)) || fixedKeys.includes(String(last))) return 'fixed';
  if (key === 'if') return 'condition';
  if (key === 'ready') return useInProbe(String(last));
  return path.length === 1 && (key === 'run' || key === 'serve') ? 'script' : 'text';
}

function useInProbe(key: string): TextUse {
  if (key === 'command') return 'script';
  return key === 'log' || key === 'body' ? 'pattern' : 'text';
}
