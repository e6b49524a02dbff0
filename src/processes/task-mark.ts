import type {RunId, TaskName} from '../vocabulary/ids.ts';

/** The task that a process belongs to. */
export interface TaskOfRun {
  readonly run: RunId;
  readonly task: TaskName;
}

/**
 * What every host process of a task has in its environment, by which its descendants are found wherever they went.
 * `env -u BOTTLE_TASK` starts one that is meant to outlive the run: it still has the run, so it is told apart from a process
 * whose environment was replaced (`env -i`, `sudo`) or overwritten (PostgreSQL, redis).
 */
export function taskMark({run, task}: TaskOfRun): Readonly<Record<string, string>> {
  return {[RUN]: run, [TASK]: task};
}

const RUN = 'BOTTLE_RUN';
const TASK = 'BOTTLE_TASK';
