import type {EventOf, PlannedTask, RunEvent, TaskEvent} from '../vocabulary/event.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import {recordTask, withoutPhases, type RecordedTask} from './record-task.ts';
import type {Timeline} from './timeline.ts';

/** The times of a run, folded from its events. Immutable, with structural sharing. */
export interface Recording {
  readonly started: EventOf<'run-started'> | undefined;
  readonly phase: Timeline['phase'];
  /** In file order. */
  readonly tasks: readonly RecordedTask[];
  /** The index of each task in `tasks`. */
  readonly indexOf: ReadonlyMap<TaskName, number>;
  /** The start of the run; set when the run was first ready, or began to stop before that. */
  readonly start: RunStart | undefined;
  readonly stoppingAtMs: number | undefined;
  /** Time of the last event. */
  readonly atMs: number;
}

/** The start of a run, until everything was ready or the run began to stop. */
export interface RunStart {
  readonly fromMs: number;
  readonly toMs: number;
  /** Maximum number of tasks starting at the same time. */
  readonly jobs: number;
  readonly tasks: readonly RecordedTask[];
  /** How the start ended; `open` if the run is still starting. */
  readonly end: 'open' | 'ready' | {readonly stoppedBecause: string};
}

/** The recording before the first event. */
export const emptyRecording: Recording = {
  ...{started: undefined, phase: 'starting', tasks: [], indexOf: new Map(), start: undefined},
  ...{stoppingAtMs: undefined, atMs: 0},
};

/**
 * The recording after an event, in constant time except for a copy of the task list. Ignores unknown events, and events older than the
 * last one: if a log was deleted, its events are written again.
 */
export function foldTimeline(before: Recording, event: RunEvent): Recording {
  if (event.type === 'run-ended') return end(before, Math.max(before.atMs, event.at));
  if (event.at < before.atMs) return before;
  const recording = {...before, atMs: event.at};
  if (event.type === 'run-started') return begin(recording, event);
  if (event.type === 'tasks-joined') return join(recording, event.tasks);
  if (event.type === 'run-ready') return {...withStart(recording, 'ready'), phase: 'ready'};
  if (event.type === 'teardown-started') return stop(recording, event);
  return isOfTask(event) ? recordEvent(recording, event) : recording;
}

function isOfTask(event: RunEvent): event is TaskEvent {
  return 'task' in event && event.type !== 'dead-run-warned';
}

function begin(recording: Recording, started: EventOf<'run-started'>): Recording {
  // The event was repeated.
  if (recording.started) return recording;
  const tasks = started.tasks.map((task): RecordedTask => ({
    ...withoutPhases(task),
    phases: [{what: 'needs', fromMs: started.at, attempt: 0}],
  }));
  return {...recording, started, ...indexed(tasks)};
}

/** Adds tasks that join the run; they are stopped at first. */
function join(recording: Recording, joined: readonly PlannedTask[]): Recording {
  const added = joined.filter(({task}) => !recording.indexOf.has(task)).map(withoutPhases);
  return {...recording, ...indexed([...recording.tasks, ...added])};
}

function indexed(tasks: readonly RecordedTask[]): Pick<Recording, 'tasks' | 'indexOf'> {
  return {tasks, indexOf: new Map(tasks.map(({task}, at) => [task, at]))};
}

function withStart(recording: Recording, end: RunStart['end']): Recording {
  const {started, start, tasks, atMs} = recording;
  if (start || !started) return recording;
  return {...recording, start: {fromMs: started.at, toMs: atMs, jobs: started.jobs, tasks, end}};
}

function stop(recording: Recording, {at, because}: EventOf<'teardown-started'>): Recording {
  const {stoppingAtMs = at} = recording;
  return {...withStart(recording, {stoppedBecause: because}), phase: 'stopping', stoppingAtMs};
}

function recordEvent(recording: Recording, event: TaskEvent): Recording {
  const index = recording.indexOf.get(event.task);
  const task = index === undefined ? undefined : recording.tasks[index];
  if (index === undefined || task === undefined) return recording;
  const next = recordTask(task, event);
  return next === task ? recording : {...recording, tasks: recording.tasks.with(index, next)};
}

function end(before: Recording, atMs: number): Recording {
  const recording = withStart({...before, atMs}, {stoppedBecause: 'died'});
  return {...recording, phase: 'ended', tasks: recording.tasks.map(task => closed(task, atMs))};
}

function closed(task: RecordedTask, toMs: number): RecordedTask {
  const last = task.phases.at(-1);
  if (!last || last.toMs !== undefined) return task;
  return {...task, phases: task.phases.with(-1, {...last, toMs})};
}
