import type {OutputLines} from '../probes/subject.ts';

/** The number of output lines in a failure, which fit on a screen below its message. */
export const LAST_LINES = 10;

/** The fields of a failure that contain the end of a task's output and the location of its log. */
export function lastOutput({lines, log}: {readonly lines: OutputLines; readonly log: string}) {
  return {lastLines: lines.last(LAST_LINES), log};
}
