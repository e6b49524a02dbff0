import {standings} from '../lifecycle/standing.ts';
import type {EventOf, PlannedTask, RunEvent, TaskEvent} from '../vocabulary/event.ts';
import type {TaskFailure} from '../vocabulary/failure.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import {foldTask, newTask, type TaskSnapshot} from './task-snapshot.ts';

/**
 * The state of a run, folded from its events. Immutable, with structural sharing.
 *
 *     starting ─run-ready─▶ ready ─teardown-started─▶ stopping ─run-ended─▶ ended
 */
export interface RunStatus {
  readonly phase: 'starting' | 'ready' | 'stopping' | 'ended';
  /** When the phase began, in milliseconds since the start of the run, like all times here. */
  readonly phaseAtMs: number;
  /** The facts of the run; `undefined` before its first event. */
  readonly started: EventOf<'run-started'> | undefined;
  /** In file order. */
  readonly tasks: readonly TaskSnapshot[];
  /** The index of each task in `tasks`. */
  readonly indexOf: ReadonlyMap<TaskName, number>;
  /** The failures of the run, in chronological order. */
  readonly failures: readonly TaskFailure[];
  /** Whether the run continues without a task that could not be restarted since the run was last ready. */
  readonly isIncomplete: boolean;
  /** Why the run is stopping or has stopped; `undefined` while it is up. */
  readonly stopping: EventOf<'teardown-started'> | undefined;
  readonly ended: EventOf<'run-ended'> | undefined;
  /** Time of the last event. */
  readonly atMs: number;
}

/** The state of a run before its first event. */
export const emptyStatus: RunStatus = {
  ...{phase: 'starting', phaseAtMs: 0, started: undefined, tasks: [], indexOf: new Map(), failures: []},
  ...{isIncomplete: false, stopping: undefined, ended: undefined, atMs: 0},
};

/** The state after an event, in constant time except for a copy of the task list. Ignores unknown events. */
export function fold(before: RunStatus, event: RunEvent): RunStatus {
  const status = {...before, atMs: event.at};
  if (event.type === 'run-started') return begin(status, event);
  if (event.type === 'tasks-joined') return join(status, event);
  if (event.type === 'run-ready')
    return {...status, phase: 'ready', phaseAtMs: event.at, isIncomplete: false};
  if (event.type === 'teardown-started') return tearDown(status, event);
  if (event.type === 'run-ended') return {...status, phase: 'ended', phaseAtMs: event.at, ended: event};
  return 'task' in event && event.type !== 'dead-run-warned' ? foldTaskEvent(status, event) : status;
}

/** A task by name; `undefined` if the run has no such task. */
export function taskOf({tasks, indexOf}: RunStatus, task: TaskName): TaskSnapshot | undefined {
  return tasks[indexOf.get(task) ?? -1];
}

/** The currently unmet needs of a task. */
export function unmetNeeds(status: RunStatus, {needs}: TaskSnapshot): readonly TaskName[] {
  const unmet = needs.filter(({task, condition}) => {
    const need = taskOf(status, task);
    return need !== undefined && standings[condition][need.status] !== 'met';
  });
  return [...new Set(unmet.map(({task}) => task))];
}

function begin(status: RunStatus, started: EventOf<'run-started'>): RunStatus {
  const tasks = started.tasks.map(newTask);
  return {
    ...status,
    started,
    tasks,
    indexOf: new Map(tasks.map(({task}, at) => [task, at])),
    phaseAtMs: started.at,
  };
}

function join(status: RunStatus, joined: EventOf<'tasks-joined'>): RunStatus {
  const isNew = ({task}: PlannedTask): boolean => !status.indexOf.has(task);
  const tasks = [
    ...status.tasks,
    ...joined.tasks.filter(isNew).map((planned): TaskSnapshot => ({
      ...newTask(planned),
      status: 'stopped',
      sinceMs: joined.at,
    })),
  ];
  return {...status, tasks, indexOf: new Map(tasks.map(({task}, at) => [task, at]))};
}

function tearDown(status: RunStatus, stopping: EventOf<'teardown-started'>): RunStatus {
  const tornDown = new Set(stopping.tasks);
  const tasks = status.tasks.map(task =>
    tornDown.has(task.task) ? {...task, isTornDown: true, isRemoved: false} : task,
  );
  return {...status, phase: 'stopping', phaseAtMs: stopping.at, stopping, tasks};
}

function foldTaskEvent(status: RunStatus, event: TaskEvent): RunStatus {
  const index = status.indexOf.get(event.task);
  const task = index === undefined ? undefined : status.tasks[index];
  if (index === undefined || task === undefined) return status;
  const next = foldTask(task, event);
  const isFailed = next.failure !== undefined && next.failure !== task.failure && isFailure(event);
  return {
    ...status,
    ...(next !== task && {tasks: status.tasks.with(index, next)}),
    ...(isFailed && {failures: [...status.failures, next.failure]}),
    ...(event.type === 'task-failed' && status.phase === 'ready' && {isIncomplete: true}),
  };
}

/** An allowed failure does not fail the run. */
function isFailure(event: TaskEvent): boolean {
  return event.type === 'task-failed' ? !event.allowed : !('then' in event && event.then === 'allowed');
}
