import type {TaskOutput} from '../kind.ts';

/** How many of its last lines a failure contains: what fits on a screen below the failure. */
export const LAST_LINES = 10;

/** The end of a task's output, and where the rest is, for a failure. */
export function lastOutput({lines, log}: Pick<TaskOutput, 'lines' | 'log'>) {
  return {lastLines: lines.last(LAST_LINES), log};
}
