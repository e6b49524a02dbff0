import type {TaskName} from '../vocabulary/ids.ts';
import {afterOperation} from './after-operation.ts';
import {afterAttempt, afterRemoval, notStarted} from './next-state.ts';
import type {Operation} from './operation.ts';
import {createReconciler} from './reconcile.ts';
import {failRun} from './restart-policy.ts';
import type {Situation} from './situation.ts';
import type {TaskGraph} from './task-graph.ts';
import type {TaskState} from './task-state.ts';

/** Inputs of a dry run. */
export interface DryRunInputs {
  readonly graph: TaskGraph;
  readonly lifetimeOf: (task: TaskName) => 'oneshot' | 'service';
  readonly reasonToSkip: (task: TaskName) => string | undefined;
  /** Whether a task that was up has resources to remove. */
  readonly leavesResources: (task: TaskName) => boolean;
}

/** The operations of a run that succeeds and has a slot for each task, grouped by passes of the control loop. */
export interface DryRun {
  /** The tasks that start or are skipped in the same pass, in file order. */
  readonly waves: readonly (readonly TaskName[])[];
  /** The tasks that stop in the same pass. */
  readonly teardown: readonly (readonly TaskName[])[];
}

/** Uses the same {@link createReconciler reconciler} as a run, and assumes that each operation succeeds immediately. */
export function dryRun(inputs: DryRunInputs): DryRun {
  const {graph, leavesResources} = inputs;
  const tasks = [...graph.needs.keys()];
  const first = notStarted('needs-met');
  const states = new Map(tasks.map(task => [task, first]));
  const stateOf = (task: TaskName): TaskState => states.get(task) ?? first;
  const situationOf = (desired: 'up' | 'down'): Situation => ({
    ...{graph, stateOf, reasonToSkip: inputs.reasonToSkip},
    desiredOf: () => desired,
    isLeftAlone: () => false,
    causeOf: () => 'requested',
    reusesThings: () => false,
    hasResources: task => desired === 'down' && isUp(stateOf(task)) && leavesResources(task),
    ...{jobs: tasks.length, mayHaveOrphans: false, holdsRemovals: false},
  });
  const execute = (operation: Operation): void => {
    states.set(operation.task, afterSuccess(operation, stateOf(operation.task), inputs));
  };
  return {
    waves: passesOf(situationOf('up'), execute),
    teardown: passesOf(situationOf('down'), execute),
  };
}

function isUp({status}: TaskState): boolean {
  return status === 'ready' || status === 'done';
}

function passesOf(
  situation: Situation,
  execute: (operation: Operation) => void,
): readonly (readonly TaskName[])[] {
  const {positionOf} = situation.graph;
  const reconciler = createReconciler();
  const passes: (readonly TaskName[])[] = [];
  for (;;) {
    const operations = reconciler.next(situation);
    if (operations.length === 0) return passes;
    const moved = operations.map(({task}) => task).sort((a, b) => positionOf(a) - positionOf(b));
    operations.forEach(execute);
    moved.forEach(reconciler.touch);
    passes.push(moved);
  }
}

/** The state of a task after an operation on it has succeeded. */
function afterSuccess(
  operation: Operation,
  state: TaskState,
  {lifetimeOf}: Pick<DryRunInputs, 'lifetimeOf'>,
): TaskState {
  const begun = afterOperation(operation, state);
  if (begun.status === 'stopping') return afterRemoval(begun, []);
  if (begun.status !== 'starting') return begun;
  const policy = {
    ...{lifetime: lifetimeOf(operation.task), retry: undefined, afterEnd: failRun},
    mayFail: false,
  };
  return afterAttempt(begun, {how: 'succeeded', unchanged: undefined}, {policy, elapsedMs: 0});
}
