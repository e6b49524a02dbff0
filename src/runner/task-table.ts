import type {OutputName} from '../tasks/kind.ts';
import type {RunEventBody} from '../vocabulary/event.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import {moveEvent} from './move-event.ts';
import {moves, type TaskState, type TaskStatus} from './task-state.ts';

/** The states of the tasks of a run. Nothing else moves them or reports how far a task has come. */
export interface TaskTable {
  readonly tasks: readonly TaskName[];
  /** @throws for a task that is not of this run */
  stateOf(task: TaskName): TaskState;
  /**
   * Moves a task, and emits the event of the move.
   * @throws if there is no such move, which is a bug
   */
  move(task: TaskName, to: TaskState): void;
  /** Notes what a task gives now, or that it gives nothing any more. */
  setOutputs(task: TaskName, outputs: Outputs | undefined): void;
  /** The outputs that `${{ tasks.… }}` reads; `undefined` if the task has given nothing. */
  outputsOf(task: TaskName): Outputs | undefined;
  /** How long the task took until it was first ready or done, in milliseconds; `undefined` if it was not, or had nothing to do. */
  timeToReady(task: TaskName): number | undefined;
  /** The tasks in the order of their last moves. */
  byLastMove(): readonly TaskName[];
  /** Calls back after each move from now on. */
  onMove(listener: (task: TaskName, from: TaskState, to: TaskState) => void): void;
}

type Outputs = Readonly<Record<OutputName, string>>;

export interface TableOptions {
  readonly states: ReadonlyMap<TaskName, TaskState>;
  /** Outputs that are there from the start. */
  readonly given?: ReadonlyMap<TaskName, Outputs>;
  readonly now: () => number;
  readonly emit: (event: RunEventBody) => void;
}

/** The facts of a task that outlive its states, beside its state. */
interface Row {
  readonly state: TaskState;
  /** When it got there. */
  readonly since: number;
  /** The number of that move. */
  readonly order: number;
  readonly timeToReady: number | undefined;
}

export function createTaskTable({states, given, now, emit}: TableOptions): TaskTable {
  const startedAt = now();
  const rows = new Map(
    [...states].map(([task, state], order): [TaskName, Row] => [
      task,
      {state, since: startedAt, order, timeToReady: undefined},
    ]),
  );
  const outputs = new Map(given);
  const listeners: Parameters<TaskTable['onMove']>[0][] = [];
  let count = rows.size;

  const rowOf = (task: TaskName): Row => {
    const row = rows.get(task);
    if (!row) throw new Error(`task \`${task}\` is not of this run`);
    return row;
  };
  return {
    tasks: [...rows.keys()],
    stateOf: task => rowOf(task).state,
    move(task, to) {
      const {state: from, since, timeToReady} = rowOf(task);
      if (!moves[from.status].includes(to.status))
        throw new Error(`task \`${task}\` cannot go from ${from.status} to ${to.status}`);
      const at = now();
      rows.set(task, {state: to, since: at, order: count++, timeToReady: timeToReady ?? timeOf(to)});
      const event = moveEvent(task, {from, to, forMs: at - since, outputs: outputs.get(task) ?? {}});
      if (event) emit(event);
      for (const hear of listeners) hear(task, from, to);
    },
    setOutputs(task, given) {
      if (given) outputs.set(task, given);
      else outputs.delete(task);
    },
    outputsOf: task => outputs.get(task),
    timeToReady: task => rowOf(task).timeToReady,
    byLastMove: () => [...rows].sort(([, a], [, b]) => a.order - b.order).map(([task]) => task),
    onMove: listener => void listeners.push(listener),
  };
}

function timeOf(state: TaskState): number | undefined {
  if (state.status === 'ready') return state.elapsedMs;
  return state.status === 'done' && state.unchanged === undefined ? state.elapsedMs : undefined;
}

/**
 * The state of a task that is in one of these.
 * @throws if it is in another one, which is a bug
 */
export function stateIn<Status extends TaskStatus>(
  table: Pick<TaskTable, 'stateOf'>,
  task: TaskName,
  ...statuses: readonly Status[]
): Extract<TaskState, {readonly status: Status}> {
  const state = table.stateOf(task);
  if (isOneOf(state, statuses)) return state;
  throw new Error(`task \`${task}\` is ${state.status}, not ${statuses.join(' or ')}`);
}

function isOneOf<Status extends TaskStatus>(
  state: TaskState,
  statuses: readonly Status[],
): state is Extract<TaskState, {readonly status: Status}> {
  return (statuses as readonly TaskStatus[]).includes(state.status);
}
