import type {OutputName} from '../tasks/task-context.ts';
import type {RunEventBody} from '../vocabulary/event.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import {moveEvent} from './move-event.ts';
import {hasComeUp, inStatus, moves, type TaskState, type TaskStatus} from '../lifecycle/task-state.ts';

/** The states of a run's tasks. Only this table changes and reports them. */
export interface TaskTable {
  readonly tasks: readonly TaskName[];
  /** @throws if the task is not part of this run */
  stateOf(task: TaskName): TaskState;
  /** Adds a stopped task. */
  add(task: TaskName): void;
  /**
   * Changes the state of a task and emits the event.
   * @throws if the change is not valid, which is a bug
   */
  move(task: TaskName, to: TaskState): void;
  /** Sets or deletes the outputs of a task. */
  setOutputs(task: TaskName, outputs: Outputs | undefined): void;
  /** The outputs for `${{ tasks.… }}`; `undefined` if the task has none. */
  outputsOf(task: TaskName): Outputs | undefined;
  /** The number of times that the task has been started. */
  startsOf(task: TaskName): number;
  /** Milliseconds until the task was first ready or done; `undefined` if it never was or had nothing to do. */
  timeToReady(task: TaskName): number | undefined;
  /** The tasks in the order of their last state changes. */
  byLastMove(): readonly TaskName[];
  /** The sequence number of the last state change of a task. */
  lastMoveOf(task: TaskName): number;
  /** Whether every task has come up or can no longer come up. */
  haveComeUp(): boolean;
  /** Adds a listener that is called after each state change. */
  onMove(listener: (task: TaskName, from: TaskState, to: TaskState) => void): void;
}

type Outputs = Readonly<Record<OutputName, string>>;

export interface TableOptions {
  readonly states: ReadonlyMap<TaskName, TaskState>;
  /** Outputs that are set from the start, by `--given`. */
  readonly given?: ReadonlyMap<TaskName, Outputs>;
  readonly now: () => number;
  readonly emit: (event: RunEventBody) => void;
}

/** The state of a task, and data that is kept across states. */
interface Row {
  readonly state: TaskState;
  /** When the task entered the state. */
  readonly since: number;
  /** The sequence number of that state change. */
  readonly order: number;
  readonly timeToReady: number | undefined;
  readonly starts: number;
}

export function createTaskTable({states, given, now, emit}: TableOptions): TaskTable {
  const startedAt = now();
  const rows = new Map(
    [...states].map(([task, state], order): [TaskName, Row] => [
      task,
      {state, since: startedAt, order, timeToReady: undefined, starts: 0},
    ]),
  );
  const outputs = new Map(given);
  const listeners: Parameters<TaskTable['onMove']>[0][] = [];
  let count = rows.size;
  let comingUp = [...states.values()].filter(state => !hasComeUp(state)).length;

  const rowOf = (task: TaskName): Row => {
    const row = rows.get(task);
    if (!row) throw new Error(`task \`${task}\` is not part of this run`);
    return row;
  };
  return {
    get tasks() {
      return [...rows.keys()];
    },
    stateOf: task => rowOf(task).state,
    add(task) {
      const state = {status: 'stopped', last: undefined, leftovers: [], cause: 'requested'} as const;
      rows.set(task, {state, since: now(), order: count++, timeToReady: undefined, starts: 0});
    },
    move(task, to) {
      const {state: from, since, timeToReady, starts} = rowOf(task);
      if (!moves[from.status].includes(to.status))
        throw new Error(`task \`${task}\` cannot go from ${from.status} to ${to.status}`);
      const at = now();
      comingUp += Number(hasComeUp(from)) - Number(hasComeUp(to));
      const isStart = from.status === 'waiting' && to.status === 'starting';
      rows.set(task, {
        ...{state: to, since: at, order: count++, timeToReady: timeToReady ?? timeOf(to)},
        starts: isStart ? starts + 1 : starts,
      });
      const event = moveEvent(task, {
        from,
        to,
        forMs: at - since,
        outputs: outputs.get(task) ?? {},
        starts: rowOf(task).starts,
      });
      if (event) emit(event);
      for (const notify of listeners) notify(task, from, to);
    },
    setOutputs(task, given) {
      if (given) outputs.set(task, given);
      else outputs.delete(task);
    },
    outputsOf: task => outputs.get(task),
    startsOf: task => rowOf(task).starts,
    timeToReady: task => rowOf(task).timeToReady,
    byLastMove: () => [...rows].sort((one, other) => one[1].order - other[1].order).map(row => row[0]),
    lastMoveOf: task => rowOf(task).order,
    haveComeUp: () => comingUp === 0,
    onMove: listener => void listeners.push(listener),
  };
}

function timeOf(state: TaskState): number | undefined {
  if (state.status === 'ready') return state.elapsedMs;
  return state.status === 'done' && state.unchanged === undefined ? state.elapsedMs : undefined;
}

/**
 * Returns the state of a task, which must have one of the given statuses.
 * @throws if it has another status, which is a bug
 */
export function stateIn<Status extends TaskStatus>(
  table: Pick<TaskTable, 'stateOf'>,
  task: TaskName,
  ...statuses: readonly Status[]
): Extract<TaskState, {readonly status: Status}> {
  return inStatus(task, table.stateOf(task), ...statuses);
}
