import {createHash} from 'node:crypto';

/** smolvm names are limited to 128 bytes; the run id and the suffix of a changed name need the rest. */
const LONGEST_TASK = 80;

/**
 * The name of a task's machine, from run and task, in smolvm's alphabet (letters, digits, `-` and `_`; no `--`, no
 * trailing `-`). A task name that does not fit is changed and gets a suffix, so that two of them cannot collide.
 */
export function machineName(run: string, task: string): string {
  const fitting = task.replaceAll(/-{2,}/g, '-').replace(/-+$/, '').slice(0, LONGEST_TASK);
  if (fitting === task) return `bottle-${run}-${task}`;
  const mark = createHash('sha256').update(task).digest('hex').slice(0, 8);
  return `bottle-${run}-${fitting.replace(/-+$/, '')}-${mark}`.replaceAll('--', '-');
}
