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

/** What an environment says about a run; `undefined` if it does not name that run. */
export function markIn(
  environment: readonly string[],
  run: RunId,
): {readonly task: TaskName} | 'detached' | undefined {
  if (!environment.includes(`${RUN}=${run}`)) return undefined;
  const mark = environment.find(each => each.startsWith(`${TASK}=`));
  return mark === undefined ? 'detached' : {task: mark.slice(TASK.length + 1) as TaskName};
}

/** The task whose mark an environment carries, of whatever run. */
export function taskIn(environment: readonly string[]): TaskOfRun | undefined {
  const [run, task] = [RUN, TASK].map(name =>
    environment.find(each => each.startsWith(`${name}=`))?.slice(name.length + 1),
  );
  return run === undefined || task === undefined ? undefined : {run: run as RunId, task: task as TaskName};
}

const RUN = 'BOTTLE_RUN';
const TASK = 'BOTTLE_TASK';
