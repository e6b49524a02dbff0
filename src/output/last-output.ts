import type {OutputLines} from '../probes/subject.ts';

/** How many of its last lines a failure contains: what fits on a screen below the failure. */
export const LAST_LINES = 10;

/** The end of a task's output, and where the rest is, for a failure. */
export function lastOutput({lines, log}: {readonly lines: OutputLines; readonly log: string}) {
  return {lastLines: lines.last(LAST_LINES), log};
}
