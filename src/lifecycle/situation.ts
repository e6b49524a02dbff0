import type {TaskName} from '../vocabulary/ids.ts';
import type {Desired} from './desired-states.ts';
import type {TaskGraph} from './task-graph.ts';
import type {AgainCause, TaskState} from './task-state.ts';

/**
 * The actual and the desired states of the tasks. If anything but the states of tasks or their resources changes, a new object is
 * created. As long as it is the same object, only tasks whose states have changed need to be checked.
 */
export interface Situation {
  readonly graph: TaskGraph;
  readonly stateOf: (task: TaskName) => TaskState;
  readonly desiredOf: (task: TaskName) => Desired;
  /** Whether a started task continues if the restart of a need fails. */
  readonly isLeftAlone: (task: TaskName) => boolean;
  /** The reason to stop or restart a task while the run continues. */
  readonly causeOf: (task: TaskName) => AgainCause;
  /** Whether the journal lists resources of the task. */
  readonly hasResources: (task: TaskName) => boolean;
  /** Whether the next start of the task will reuse its resources, so that they are kept until the run ends. */
  readonly reusesThings: (task: TaskName) => boolean;
  /** Why the task should be skipped. Called once its needs are met. */
  readonly reasonToSkip: (task: TaskName) => string | undefined;
  /** The maximum number of tasks that may be starting at the same time. */
  readonly jobs: number;
  /** Whether orphans of dead runs may conflict with some tasks. */
  readonly mayHaveOrphans: boolean;
  /** Whether removals wait for the teardown, except between two attempts. */
  readonly holdsRemovals: boolean;
}
