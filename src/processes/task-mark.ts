import {taskName, isRunId, type TaskName, type RunId} from '../vocabulary/ids.ts';

/** The task that a process belongs to. */
export interface TaskOfRun {
  readonly run: RunId;
  readonly task: TaskName;
}

/**
 * Set in the environment of every host process of a task, to find its descendants wherever they went. `env -u BOTTLE_TASK`
 * starts one that outlives the run: it still has the run, which distinguishes it from a process whose environment was
 * replaced (`env -i`, `sudo`) or overwritten (PostgreSQL, redis).
 */
export function taskMark({run, task}: TaskOfRun): Readonly<Record<string, string>> {
  return {[RUN]: run, [TASK]: task};
}

/** The run named in an environment; `undefined` if it names none. */
export function markIn(
  environment: readonly string[],
  run: RunId,
): {readonly task: TaskName} | 'detached' | undefined {
  if (!environment.includes(`${RUN}=${run}`)) return undefined;
  const mark = environment.find(each => each.startsWith(TASK_IS));
  return mark === undefined ? 'detached' : {task: taskName(mark.slice(TASK_IS.length))};
}

/** The task whose mark an environment carries, of whatever run. */
export function taskIn(environment: readonly string[]): TaskOfRun | undefined {
  const [run, task] = [RUN, TASK].map(name =>
    environment.find(each => each.startsWith(`${name}=`))?.slice(name.length + 1),
  );
  return run === undefined || !isRunId(run) || task === undefined ? undefined : {run, task: taskName(task)};
}

const RUN = 'BOTTLE_RUN';
const TASK = 'BOTTLE_TASK';
// A constant, because it is compared with each variable of hundreds of processes.
const TASK_IS = `${TASK}=`;
