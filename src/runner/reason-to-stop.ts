import type {Task} from '../model/launch-file.ts';
import type {TaskFailure} from '../vocabulary/failure.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import {followersOf} from './followers.ts';
import type {StopReason} from './stop.ts';
import {isSettled, type TaskState} from './task-state.ts';
import type {TaskTable} from './task-table.ts';

/** When a run ends by itself. */
export interface EndRules {
  /** Whether a failure stops the run only once nothing more can come up. */
  readonly keepGoing: boolean;
  /** Whether it goes on though nothing keeps it alive. */
  readonly hold: boolean;
  /** The task whose end ends the run. */
  readonly until: TaskName | undefined;
}

/** The progress of a run that is not stopping. */
export interface RunProgress {
  readonly tasks: ReadonlyMap<TaskName, Task>;
  readonly table: Pick<TaskTable, 'stateOf' | 'byLastMove'>;
  /** In the order in which they happened. */
  readonly failures: readonly TaskFailure[];
  /** Whether all tasks have come up, or never will. */
  readonly isUp: boolean;
}

/** Why a run has to stop now; `undefined` if it goes on. */
export function reasonToStop(progress: RunProgress, rules: EndRules): StopReason | undefined {
  return (
    failed(progress, rules) ?? until(progress, rules) ?? terminalsEnded(progress) ?? idle(progress, rules)
  );
}

/** A failure waits for the tasks that are to run after a failed one all the same. */
function failed(progress: RunProgress, {keepGoing}: EndRules): StopReason | undefined {
  const {tasks, table, failures, isUp} = progress;
  const [failure] = failures;
  if (!failure) return undefined;
  const followers = failures.flatMap(each => ('task' in each ? [...followersOf(each.task, tasks)] : []));
  const goesOn = keepGoing || followers.some(name => !isSettled(table.stateOf(name)));
  return isUp || !goesOn ? {why: 'failed', failure} : undefined;
}

function until(progress: RunProgress, {until: task}: EndRules): StopReason | undefined {
  if (task === undefined || !progress.tasks.has(task)) return undefined;
  const code = endCode(progress.table.stateOf(task), progress);
  return code === undefined ? undefined : {why: 'until', task, code};
}

/** The run ends with the last of the tasks that get the terminal. */
function terminalsEnded(progress: RunProgress): StopReason | undefined {
  const {tasks, table} = progress;
  const terminals = table.byLastMove().filter(name => tasks.get(name)?.isInteractive());
  const task = terminals.at(-1);
  if (task === undefined || !terminals.every(name => isSettled(table.stateOf(name)))) return undefined;
  const code = endCode(table.stateOf(task), progress);
  return code === undefined ? undefined : {why: 'terminal', task, code};
}

/** The code for the end of such a task; `undefined` if it does not end the run. */
function endCode(state: TaskState, {failures}: RunProgress): number | undefined {
  if (!isSettled(state)) return undefined;
  const isBad = state.status === 'failed' || state.status === 'cancelled';
  // A failure that is not allowed, and what it has cancelled, end the run as that.
  if (isBad && failures.length > 0) return undefined;
  return state.status === 'cancelled' ? 1 : 0;
}

function idle(progress: RunProgress, {hold}: EndRules): StopReason | undefined {
  const {isUp} = progress;
  return isUp && !hold && keepingAlive(progress).length === 0 ? {why: 'all-done'} : undefined;
}

/** The tasks that are up, or being restarted or stopped, and keep the run from ending. */
export function keepingAlive({tasks, table}: Pick<RunProgress, 'tasks' | 'table'>): readonly TaskName[] {
  return table.byLastMove().filter(name => {
    const state = table.stateOf(name);
    const isThere = state.status !== 'exited' && (state.status === 'ready' || !isSettled(state));
    return isThere && (tasks.get(name) as Task).kind.keepsRunAlive;
  });
}

/** Whether all tasks have come up, or never will; one that is being restarted has. */
export function haveComeUp(states: readonly TaskState[]): boolean {
  return states.every(state => isSettled(state) || ('attempt' in state && state.attempt.restarts > 0));
}
