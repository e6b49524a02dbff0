import type {Task} from '../model/launch-file.ts';
import type {TaskFailure} from '../vocabulary/failure.ts';
import {entryOf, type TaskName} from '../vocabulary/ids.ts';
import {followersOf} from './followers.ts';
import type {RunWatch} from './run-watch.ts';
import type {StopReason} from './stop.ts';
import type {DesiredStates} from '../lifecycle/desired-states.ts';
import {isSettled} from '../lifecycle/task-state.ts';
import type {TaskTable} from './task-table.ts';

/** The rules for when a run ends on its own. */
export interface EndRules {
  /** Whether a failure stops the run only after all other tasks have come up or can no longer come up. */
  readonly keepGoing: boolean;
  /** Whether the run continues even if no task keeps it alive. */
  readonly hold: boolean;
  /** The task whose end also ends the run. */
  readonly until: TaskName | undefined;
  /** The run is not up until this has settled. */
  readonly prepared: Promise<void>;
}

/** The progress of a run that is not stopping. */
export interface RunProgress {
  readonly tasks: ReadonlyMap<TaskName, Task>;
  /** The interactive tasks. */
  readonly terminals: readonly TaskName[];
  readonly table: Pick<TaskTable, 'tasks' | 'stateOf' | 'lastMoveOf'>;
  readonly desired: Pick<DesiredStates, 'of' | 'isPending'>;
  readonly watch: Pick<RunWatch, 'isOn' | 'awaitsChange'>;
  /** In chronological order. */
  readonly failures: readonly TaskFailure[];
  /** Whether every task has come up or can no longer come up. */
  readonly isUp: boolean;
}

/** Why the run must stop now; `undefined` if it continues. */
export function reasonToStop(progress: RunProgress, rules: EndRules): StopReason | undefined {
  return (
    failed(progress, rules) ?? until(progress, rules) ?? terminalsEnded(progress) ?? idle(progress, rules)
  );
}

/** Tasks that run even if a need has failed must finish first. */
function failed(progress: RunProgress, {keepGoing}: EndRules): StopReason | undefined {
  const {tasks, table, failures, isUp} = progress;
  const [failure] = failures;
  if (!failure) return undefined;
  if (isUp) return {why: 'failed', failure};
  const mayFollow = (): boolean =>
    failures.some(
      each =>
        'task' in each && [...followersOf(each.task, tasks)].some(name => !isSettled(table.stateOf(name))),
    );
  return keepGoing || mayFollow() ? undefined : {why: 'failed', failure};
}

function until(progress: RunProgress, {until: task}: EndRules): StopReason | undefined {
  if (task === undefined || !progress.tasks.has(task)) return undefined;
  const code = endCode(task, progress);
  return code === undefined ? undefined : {why: 'until', task, code};
}

/** The run ends with the last interactive task. */
function terminalsEnded(progress: RunProgress): StopReason | undefined {
  const {terminals, table} = progress;
  if (!terminals.every(name => isSettled(table.stateOf(name)))) return undefined;
  const [task] = terminals.toSorted((a, b) => table.lastMoveOf(b) - table.lastMoveOf(a));
  if (task === undefined) return undefined;
  const code = endCode(task, progress);
  return code === undefined ? undefined : {why: 'terminal', task, code};
}

/** The exit code of an `until` task or interactive task that ends the run; `undefined` if the run continues. */
function endCode(task: TaskName, {table, failures, watch}: RunProgress): number | undefined {
  const state = table.stateOf(task);
  // A task that was stopped on request can be started again, so the run continues.
  if (!isSettled(state) || state.status === 'stopped') return undefined;
  const isBad = state.status === 'failed' || state.status === 'cancelled';
  // If there are failures, they are the reason to stop, also for tasks cancelled because of them.
  if (isBad && failures.length > 0) return undefined;
  if (state.status === 'cancelled') return watch.awaitsChange(task) ? undefined : 1;
  return 0;
}

function idle(progress: RunProgress, {hold}: EndRules): StopReason | undefined {
  const {isUp, tasks, table, desired, watch} = progress;
  if (!isUp || hold || watch.isOn || keepingAlive(progress).length > 0) return undefined;
  // A service that was stopped on request or failed to restart may still be started.
  const mayComeBack = table.tasks.some(
    name =>
      tasks.get(name)?.keepsRunAlive() === true && (desired.of(name) !== 'up' || desired.isPending(name)),
  );
  return mayComeBack ? undefined : {why: 'all-done'};
}

/** The tasks that keep the run alive, because they are up or are being restarted or stopped. */
export function keepingAlive({tasks, table}: Pick<RunProgress, 'tasks' | 'table'>): readonly TaskName[] {
  const alive = table.tasks.filter(name => {
    const state = table.stateOf(name);
    const isThere = state.status !== 'exited' && (state.status === 'ready' || !isSettled(state));
    return isThere && entryOf(tasks, name).keepsRunAlive();
  });
  return alive.sort((a, b) => table.lastMoveOf(a) - table.lastMoveOf(b));
}
