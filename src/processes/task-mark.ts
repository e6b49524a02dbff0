import {taskName, isRunId, type TaskName, type RunId} from '../vocabulary/ids.ts';

/** A task in a run. */
export interface TaskOfRun {
  readonly run: RunId;
  readonly task: TaskName;
}

/**
 * Variables in the environment of every host process of a task, used to find its descendants. A process started with `env -u
 * BOTTLE_TASK` outlives the run. It still has BOTTLE_RUN, which distinguishes it from processes whose environment was replaced (`env
 * -i`, `sudo`) or overwritten (PostgreSQL, redis).
 */
export function taskMark({run, task}: TaskOfRun): Readonly<Record<string, string>> {
  return {[RUN]: run, [TASK]: task};
}

/** The mark of `run` in an environment: the task, or `detached` if only the run is set; `undefined` if there is no mark. */
export function markIn(
  environment: readonly string[],
  run: RunId,
): {readonly task: TaskName} | 'detached' | undefined {
  if (!environment.includes(`${RUN}=${run}`)) return undefined;
  const mark = environment.find(each => each.startsWith(TASK_IS));
  return mark === undefined ? 'detached' : {task: taskName(mark.slice(TASK_IS.length))};
}

/** The task marked in an environment, of any run. */
export function taskIn(environment: readonly string[]): TaskOfRun | undefined {
  const [run, task] = [RUN, TASK].map(name =>
    environment.find(each => each.startsWith(`${name}=`))?.slice(name.length + 1),
  );
  return run === undefined || !isRunId(run) || task === undefined ? undefined : {run, task: taskName(task)};
}

const RUN = 'BOTTLE_RUN';
const TASK = 'BOTTLE_TASK';
// Precomputed, because it is compared with each variable of hundreds of processes.
const TASK_IS = `${TASK}=`;
