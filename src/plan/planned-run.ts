import {dryRun, type DryRun, type DryRunInputs} from '../lifecycle/dry-run.ts';
import type {Task} from '../model/launch-file.ts';
import {entryOf, type TaskName} from '../vocabulary/ids.ts';
import {decide, type Decision} from './decision.ts';
import type {FileScopes} from './file-scopes.ts';
import {taskGraphOfRun} from './planned-tasks.ts';

/** The order of a run, and the decisions for its tasks, as far as they are known in advance. */
export interface PlannedRun extends DryRun {
  readonly decisions: ReadonlyMap<TaskName, Decision>;
}

/** Decides about each task when its needs are met, like a run. An undecided task is treated as one that runs. */
export function plannedRun(
  tasks: ReadonlyMap<TaskName, Task>,
  scopes: Pick<FileScopes, 'ofTask'>,
): PlannedRun {
  const decisions = new Map<TaskName, Decision>();
  // Outputs of tasks outside this run were supplied, so these tasks are not skipped.
  const outcomeOf = (name: TaskName): Decision['outcome'] => decisions.get(name)?.outcome ?? 'run';
  const order = orderOf(tasks, name => {
    const task = entryOf(tasks, name);
    const decision = decide(task, {scope: scopes.ofTask(task), outcomeOf});
    decisions.set(name, decision);
    return decision.outcome === 'skipped' ? decision.because : undefined;
  });
  return {decisions, ...order};
}

/** The waves of a run without skipped tasks. */
export function wavesOf(tasks: ReadonlyMap<TaskName, Task>): DryRun['waves'] {
  return orderOf(tasks, () => undefined).waves;
}

function orderOf(tasks: ReadonlyMap<TaskName, Task>, reasonToSkip: DryRunInputs['reasonToSkip']): DryRun {
  const taskOf = (name: TaskName): Task => entryOf(tasks, name);
  return dryRun({
    graph: taskGraphOfRun(tasks),
    lifetimeOf: name => taskOf(name).lifetime(),
    reasonToSkip,
    leavesResources: name => taskOf(name).lifetime() === 'service' || taskOf(name).leavesResources(),
  });
}
